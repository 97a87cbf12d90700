"""What is held in memory does not grow with the rows: ten times as many take as much."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tracker.local import CHECKOUT

# Reads the table twice, as the worker does, and draws its result; prints what it took at the most, in KiB.
READ = """
import resource, sys
from pathlib import Path
import django
django.setup()
from suppliers.bulk.reading import count_rows, open_table
from suppliers.bulk.rows import read_row
from suppliers.bulk.writing import write_result
source, target, kind = sys.argv[1:]
def pass_over():
    with open(source, "rb") as stream, open_table(stream, kind) as table:
        return count_rows(table)
def work():
    with open(source, "rb") as stream, open_table(stream, kind) as table:
        return sum(len(read_row(table.header, row).cells) for row in table.rows)
def draw():
    with open(source, "rb") as stream, open_table(stream, kind) as table:
        write_result(Path(target), table, (("REFUSED", ["scope_1_tco2e: " + "x" * 80]) for _ in range(100_000)), kind)
rows = pass_over()
cells = work()
draw()
print(rows, cells, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
ROW = "S-{0:06d},2025,2025-01-01,2025-12-31,OPERATIONAL_CONTROL,AR5,{0}.25,18250.5,a note of mine\n"
HEADER = (
    "supplier_number,reporting_year,period_start,period_end,consolidation_approach,gwp_set,scope_1_tco2e,scope_2_market_tco2e,"
    "x_note\n"
)
MOST = 1.1


def take(folder: Path, rows: int) -> int:
    source = folder / f"{rows}.csv"
    with source.open("w", encoding="utf-8") as stream:
        stream.write(HEADER)
        stream.writelines(ROW.format(number) for number in range(rows))
    command = [sys.executable, "-W", "ignore", "-c", READ, str(source), str(folder / "result"), "text/csv"]
    environ = {"DJANGO_SETTINGS_MODULE": "tracker.settings", "PLEDGEKEEPER_VAR": str(folder)}
    done = subprocess.run(command, cwd=CHECKOUT, env=environ, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    counted, cells, taken = map(int, done.stdout.split())
    assert (counted, cells) == (rows, rows * 8)
    return taken


def test_a_hundred_thousand_rows_take_as_much_as_ten_thousand(tmp_path: Path) -> None:
    few, many = take(tmp_path, 10_000), take(tmp_path, 100_000)
    assert many <= MOST * few, f"{few} KiB for 10,000 rows, {many} KiB for 100,000"
