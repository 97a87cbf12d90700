"""What a new version would change, said before it takes effect."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from suppliers.actions import accept_revision
from suppliers.models import Revision
from tests.unit.compliance.makers import without
from tests.world import ACTOR, GOAL, add_goal, add_mandate, add_supplier_party, submit, submit_accepted
from tracker.access.models import Party, User
from tracker.commitments.actions import PRESETS, read_preset, record_commitment_version
from tracker.commitments.models import Commitment, CommitmentVersion
from tracker.commitments.previews import Judged, Preview, preview_version
from tracker.records.clock import database_now
from tracker.records.refusals import Refusal

REPLAY = "chip-fab-replay"
TERMS = without(read_preset(REPLAY)["terms"], "vectors")


@pytest.fixture
def replay(db: None) -> Commitment:
    return add_mandate(REPLAY)


@pytest.fixture
def party(replay: Commitment, analyst: User) -> Party:
    """100 t in 2018, 94 t in 2019 (accepted) and 85 t in 2020 (pending)."""
    party = add_supplier_party("Amberlin Semiconductor", replay, base_year=2018, end_year=2020)
    submit_accepted(party, analyst, 2018, "100")
    submit_accepted(party, analyst, 2019, "94")
    submit(party, 2020, "85")
    return party


def preview(as_of: Any = None, **changes: Any) -> Preview:
    return preview_version(REPLAY, 2, TERMS | changes, as_of=as_of or database_now())


def test_it_names_who_flips_and_what_is_allowed_before_and_after(party: Party) -> None:
    found = preview(rate="0.07")
    assert (found.label, found.beside, found.judged) == (f"{REPLAY} v2", f"{REPLAY} v1", 3)
    (flip,) = found.flips
    assert (flip.name, flip.party_id, flip.year) == (party.name, str(party.pk), 2019)
    assert flip.before == Judged(status="COMPLIANT", would_be=None, allowed_tco2e="95")
    assert flip.after == Judged(status="NON_COMPLIANT", would_be=None, allowed_tco2e="93")
    (other,) = [change for change in found.changes if not change.flips]
    assert (other.year, other.before.allowed_tco2e, other.after.allowed_tco2e) == (2020, "90.25", "86.49")


def test_a_provisional_verdict_that_turns_is_a_flip_too(party: Party) -> None:
    flips = {flip.year: (flip.before, flip.after) for flip in preview(rate="0.08").flips}
    assert list(flips) == [2019, 2020]
    assert [each.would_be for each in flips[2020]] == ["COMPLIANT", "NON_COMPLIANT"]
    assert {each.status for each in flips[2020]} == {"PROVISIONAL"}


def test_another_reading_or_assurance_flips_as_well(party: Party) -> None:
    assert preview(reading="EVERY_YEAR").flips == ()
    strict = preview(minimum_assurance="LIMITED").flips
    assert [(flip.year, flip.after.status) for flip in strict] == [(2018, "PROVISIONAL"), (2019, "PROVISIONAL")]
    assert preview().changes == ()


def test_asking_records_nothing_and_a_past_instant_is_answered_by_what_was_known(party: Party, analyst: User) -> None:
    before = database_now()
    was = preview(before, rate="0.08")
    waiting = Revision.objects.get(report__reporting_year=2020)
    accept_revision(user=analyst, revision_id=waiting.pk)
    statuses = [(flip.before.status, flip.after.status) for flip in preview(rate="0.08").flips]
    assert statuses == [("COMPLIANT", "NON_COMPLIANT")] * 2
    assert preview(before, rate="0.08") == was
    assert CommitmentVersion.objects.count() == 1


def test_terms_that_recording_would_refuse_are_refused(party: Party) -> None:
    with pytest.raises(Refusal, match="rate must lie between 0 and 1, not 2"):
        preview(rate="2")
    vectors = read_preset(REPLAY)["terms"]["vectors"]
    with pytest.raises(Refusal, match="v2: vector 1"):
        preview(rate="0.5", vectors=vectors)


def test_what_binds_nobody_changes_nothing(db: None) -> None:
    assert preview_version(REPLAY, 1, TERMS, as_of=database_now()).beside is None
    add_goal()
    terms = without(read_preset(GOAL)["terms"], "vectors") | {"target_kg": "1"}
    found = preview_version(GOAL, 2, terms, as_of=database_now())
    assert (found.beside, found.judged, found.changes) == (f"{GOAL} v1", 0, ())


def test_it_asks_as_many_questions_however_many_are_enrolled(party: Party, replay: Commitment, analyst: User) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            preview(rate="0.07")
        return len(asked)

    before = count()
    for number in range(4):
        other = add_supplier_party(f"Supplier {number}", replay, base_year=2018, end_year=2020)
        submit_accepted(other, analyst, 2018, "100")
    assert count() == before <= 14


def write(folder: Path, rate: str) -> str:
    """The preset as its next version, without the vectors, which hold for its own rate."""
    text = (PRESETS / f"{REPLAY}.toml").read_text(encoding="utf-8").split("[[terms.vectors]]")[0]
    path = folder / "next.toml"
    path.write_text(text.replace("version = 1", "version = 2").replace('rate = "0.05"', f'rate = "{rate}"'), encoding="utf-8")
    return str(path)


def test_the_command_prints_it_and_records_nothing(party: Party, tmp_path: Path) -> None:
    out = StringIO()
    call_command("load_commitment", write(tmp_path, "0.07"), "--preview", stdout=out)
    first, flip, others, last = out.getvalue().splitlines()
    assert first.startswith(f"{REPLAY} v2 beside {REPLAY} v1, as known at ")
    assert first.endswith("of 3 obligations, 1 would get another status.")
    assert flip == ("  Amberlin Semiconductor, 2019: COMPLIANT, allowed 95 tCO2e -> NON_COMPLIANT, allowed 93 tCO2e")
    assert others == "  1 more would keep their status with other allowed tonnes."
    assert last == "Nothing was recorded."
    assert CommitmentVersion.objects.count() == 1
    with pytest.raises(CommandError, match="rate must lie between 0 and 1"):
        call_command("load_commitment", write(tmp_path, "7"), "--preview", stdout=out)


def test_the_page_of_a_version_that_is_not_in_force_yet_shows_it(party: Party, client: Client, analyst: User) -> None:
    ahead = record_commitment_version(
        actor=ACTOR, key=REPLAY, number=2, terms=TERMS | {"rate": "0.08", "valid_from": "2150-01-01"}
    )
    client.force_login(analyst)

    def page(version: CommitmentVersion) -> str:
        html = client.get(f"/admin/commitments/commitmentversion/{version.pk}/change/").content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))

    text = page(ahead)
    assert f"Of 3 obligations, 2 would get another status than under {REPLAY} v1" in text
    assert "Amberlin Semiconductor 2019 Compliant Not compliant 95 92" in text
    assert "2020 Provisional (would be compliant) Provisional (would be not compliant) 90.25 84.64" in text
    assert "What it would change" not in page(CommitmentVersion.objects.get(number=1))
