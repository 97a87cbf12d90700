"""The table in docs/algorithms/base-year.md is run, row by row."""

from __future__ import annotations

import re

import pytest

from tests.unit.compliance.makers import history, known, make_mandate
from tests.unit.compliance.test_docs import FOLDER
from tracker.compliance.plain import plain_quantity
from tracker.compliance.recalculation import adopt_base

ROW = re.compile(r"^\| ([\d., ]+) \| (\d) \| (-?[\d.]+) \| .* \|$", re.M)
ROWS = ROW.findall((FOLDER / "base-year.md").read_text(encoding="utf-8"))


def test_the_table_is_there() -> None:
    assert len(ROWS) == 11


@pytest.mark.parametrize(("figures", "adopted", "net"), ROWS)
def test_row(figures: str, adopted: str, net: str) -> None:
    base = known(adopt_base(make_mandate(), history(*figures.split(", "))))
    assert (str(base.reported.revision_number), plain_quantity(int(base.net_change))) == (adopted, net)
