"""Notices on real processes: a mail server that is away at first, one letter each in the end, no address in any log."""

from __future__ import annotations

import json

from tests.conftest import OpenHouse
from tests.functional.test_delivery import ask, run
from tests.house import House, free_port
from tests.postbox import open_postbox, subject_of
from tracker.embedded.processes import wait_until

ADDRESS = "first@example.com"
LATE = f"""
from tests.world import ACTOR, add_mandate, add_supplier_party
from tracker.access.contacts import ContactDetails, add_contact
party = add_supplier_party("Amberlin", add_mandate(), base_year=2021, end_year=2022)
add_contact(actor=ACTOR, party=party, details=ContactDetails("Ann First", email="{ADDRESS}"))
"""
OUTCOMES = """
    SELECT n.reporting_year, string_agg(e.what, ' ' ORDER BY e.number) FROM suppliers_notice n
    JOIN suppliers_noticeevent e ON e.notice_id = n.id WHERE n.kind = 'OVERDUE' GROUP BY 1 ORDER BY 1
"""


def outcomes(house: House) -> list[tuple[int, str]]:
    return [tuple(row) for row in ask(house, OUTCOMES)]


def test_letters_leave_once_the_server_is_back(houses: OpenHouse) -> None:
    port = free_port()
    house = houses("relay")
    house.environ |= {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    made = house.manage("shell", "-c", LATE)
    assert made.returncode == 0, made.stderr
    house.start("worker", "loop", "loop-2")
    assert wait_until(lambda: outcomes(house) == [(2021, "FAILED"), (2022, "FAILED")], 120), house.log("worker", "loop")
    with open_postbox(port) as postbox:
        run(house, "UPDATE records_outboxentry SET not_before = now() WHERE state = 'PENDING'")
        sent = [(2021, "FAILED SENDING SENT"), (2022, "FAILED SENDING SENT")]
        assert wait_until(lambda: outcomes(house) == sent, 60), house.log("worker", "loop")
        assert house.manage("tick").returncode == 0
        subjects = sorted(subject_of(letter)[:17] for letter in postbox.to(ADDRESS))
    assert subjects == ["Report about 2021", "Report about 2022"]
    assert ADDRESS not in house.log("worker", "loop", "loop-2", "relay")
    assert ask(house, "SELECT count(*) FROM records_outboxentry WHERE state <> 'DONE'") == [(0,)]


def test_a_submission_that_is_committed_while_its_notice_is_being_sent_stops_it(houses: OpenHouse) -> None:
    house = houses("relay")
    with open_postbox() as postbox:
        house.environ |= {"EMAIL_URL": postbox.url}
        for code in (LATE, "import json; from tests.racing import *; print(json.dumps(submit_while_sending([2021, 2022])))"):
            done = house.manage("shell", "-v0", "-c", code)
            assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == [["STOPPED"], ["STOPPED"]]
        assert postbox.taken == []


def test_without_a_server_each_letter_is_a_file(houses: OpenHouse) -> None:
    house = houses("loop")
    assert house.manage("shell", "-c", LATE).returncode == 0
    assert house.manage("tick").returncode == 0
    assert wait_until(lambda: outcomes(house) == [(2021, "SENDING SENT"), (2022, "SENDING SENT")], 90), house.log("loop")
    letters = [path.read_text() for path in (house.var / "mail").iterdir()]
    assert sum(f"To: {ADDRESS}" in letter for letter in letters) == 2, json.dumps(letters)


def test_the_example_shows_its_mail_in_files(houses: OpenHouse) -> None:
    house = houses("loop")
    assert house.manage("load_example").returncode == 0
    assert house.manage("tick").returncode == 0
    digest = "SELECT 1 FROM suppliers_digestevent WHERE what = 'SENT'"
    assert wait_until(lambda: ask(house, digest) == [(1,)], 90), house.log("loop")
    assert "analyst@example.com" in "".join(path.read_text() for path in (house.var / "mail").iterdir())
