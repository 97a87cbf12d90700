"""Commitments as recorded data: which version holds at an instant, and what is refused as one."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reports.example.loader import _record_commitment as record_preset
from tests.unit.compliance.makers import without
from tests.world import ACTOR, FOUNDING_MANDATE, GOAL
from tracker.commitments.actions import PRESETS, read_preset, record_commitment_version
from tracker.commitments.models import Commitment, CommitmentVersion
from tracker.commitments.queries import get_commitment, list_commitments
from tracker.records.clock import database_now
from tracker.records.refusals import Conflict, Missing, Refusal

# Without the test vectors, which hold for the preset's own rate and years.
TERMS = without(read_preset(FOUNDING_MANDATE)["terms"], "vectors")
FAR_EAST, FAR_WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
# Midnight of 1 January 2150 in Shanghai, and the second before it.
MIDNIGHT = datetime(2150, 1, 1, tzinfo=timezone(timedelta(hours=8)))
BEFORE_MIDNIGHT = MIDNIGHT - timedelta(seconds=1)


def record(number: int = 2, key: str = FOUNDING_MANDATE, **changes: Any) -> CommitmentVersion:
    return record_commitment_version(actor=ACTOR, key=key, number=number, terms=TERMS | changes)


@pytest.mark.parametrize(("instant", "number"), [(BEFORE_MIDNIGHT, 1), (MIDNIGHT, 2)])
@pytest.mark.parametrize("zone", [FAR_EAST, FAR_WEST])
def test_a_version_holds_from_the_midnight_of_its_own_zone_in_whatever_zone_one_asks(
    mandate: Commitment, instant: datetime, number: int, zone: timezone
) -> None:
    record(2, valid_from="2150-01-01")
    assert [version.version for version in list_commitments(as_of=instant.astimezone(zone))] == [number]


def test_of_the_versions_in_force_the_highest_number_holds(mandate: Commitment) -> None:
    record(2, valid_from="2150-01-01")
    record(3, valid_from="2025-06-01")
    assert get_commitment(FOUNDING_MANDATE, as_of=database_now()).version == 3
    record(4, valid_from="2026-01-01", zone="America/New_York")
    assert get_commitment(FOUNDING_MANDATE, as_of=MIDNIGHT).version == 4


def test_a_version_holds_only_once_it_is_recorded(mandate: Commitment) -> None:
    before = database_now()
    record(2)
    assert [get_commitment(FOUNDING_MANDATE, as_of=instant).version for instant in (before, database_now())] == [1, 2]


@pytest.mark.parametrize("zone", [FAR_EAST, FAR_WEST])
def test_a_refusal_names_the_instant_in_utc(db: None, zone: timezone) -> None:
    instant = MIDNIGHT.astimezone(zone)
    with pytest.raises(Missing, match=r"no commitment “made-up” at 2149-12-31 16:00:00 UTC. Known: none yet."):
        get_commitment("made-up", as_of=instant)


def test_a_commitment_stays_of_its_kind(mandate: Commitment, goal: Commitment) -> None:
    with pytest.raises(Conflict, match=r"“ewaste-goal” is a goal; a mandate cannot be a version of it."):
        record(2, key=GOAL)
    with pytest.raises(Conflict, match=r"“supplier-carbon-mandate” is a mandate; a goal cannot be a version of it."):
        record_commitment_version(actor=ACTOR, key=FOUNDING_MANDATE, number=2, terms=read_preset(GOAL)["terms"])
    assert CommitmentVersion.objects.count() == 2


@pytest.mark.parametrize("number", [3, 32767])
def test_numbers_leave_no_gap(mandate: Commitment, number: int) -> None:
    with pytest.raises(Conflict, match=f"The next version of “supplier-carbon-mandate” is 2, not {number}."):
        record(number)
    with pytest.raises(Conflict, match=f"The next version of “another” is 1, not {number}."):
        record(number, key="another")
    assert not Commitment.objects.filter(key="another").exists()


def test_other_terms_under_a_recorded_number_are_told_the_next_one(mandate: Commitment) -> None:
    record(2, rate="0.06")
    assert record(2, rate="0.06").number == 2
    with pytest.raises(Conflict, match=r"v1 is recorded with other terms. Versions never change; use 3."):
        record(1, rate="0.07")


@pytest.mark.parametrize("number", [0, -1, 32768, 99999, True, "1", 1.0, None])
def test_a_number_is_a_small_whole_one(db: None, number: Any) -> None:
    with pytest.raises(Refusal, match=f"version must be a whole number from 1 to 32767, not {number!r}."):
        record(number)


@pytest.mark.parametrize("key", ["", "k" * 61, "two words", "kéy", "a/b", "key\n", 5, None])
def test_a_key_is_a_slug(db: None, key: Any) -> None:
    with pytest.raises(Refusal, match=r"key must be 1 to 60 letters, digits, hyphens and underscores, not"):
        record(1, key=key)
    assert not Commitment.objects.exists()


def test_the_longest_key_is_recorded(db: None) -> None:
    assert record(1, key="k" * 60).commitment.key == "k" * 60


PRESET = (PRESETS / f"{FOUNDING_MANDATE}.toml").read_text(encoding="utf-8")


def load(folder: Path, content: str | bytes = PRESET) -> str:
    path, out = folder / "file.toml", StringIO()
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    call_command("load_commitment", str(path), stdout=out)
    return out.getvalue()


def edit(old: str, new: str) -> str:
    assert old in PRESET
    return PRESET.replace(old, new, 1)


def test_the_same_file_again_changes_nothing(db: None, tmp_path: Path) -> None:
    assert load(tmp_path) == load(tmp_path) == "recorded supplier-carbon-mandate v1\n"
    assert CommitmentVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("version = 1", 'version = "1"', "version must be a whole number from 1 to 32767, not '1'."),
        ("version = 1", "version = 0", "version must be a whole number from 1 to 32767, not 0."),
        ("version = 1", "version = 99999", "version must be a whole number from 1 to 32767, not 99999."),
        ("version = 1", "version = 2", "The next version of “supplier-carbon-mandate” is 1, not 2."),
        ("version = 1", "", "'version' is missing"),
        (f'key = "{FOUNDING_MANDATE}"', f'key = "{"k" * 70}"', "key must be 1 to 60 letters"),
        (f'key = "{FOUNDING_MANDATE}"', 'key = "a mandate"', "not 'a mandate'."),
        (f'key = "{FOUNDING_MANDATE}"', "key = 5", "not 5."),
        ("[terms]", "[[terms]]", "terms must be a table"),
        ("[terms]", '[terms]\ngwp_set = "SAR"', "gwp_set must be one of AR4, AR5, AR6, not 'SAR'."),
        ('valid_from = "2025-01-01"', 'valid_from = "2024-W01-1"', "not '2024-W01-1'."),
        ('valid_from = "2025-01-01"', "valid_from = 2025-01-01", "valid_from must be given as str"),
        ('title = "', 'title = "\\u0000', "title must not hold the character NUL."),
    ],
)
def test_a_file_that_states_no_commitment_is_refused_in_a_sentence(
    db: None, tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    with pytest.raises(CommandError) as error:
        load(tmp_path, edit(old, new))
    assert sentence in str(error.value)
    assert not Commitment.objects.exists()


def test_a_file_under_the_key_of_a_goal_is_refused(goal: Commitment, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"is a goal; a mandate cannot be a version of it"):
        load(tmp_path, edit(f'key = "{FOUNDING_MANDATE}"\nversion = 1', f'key = "{GOAL}"\nversion = 2'))


@pytest.mark.parametrize("content", [b"\xff\xfe", b"key = ", b""])
def test_a_file_that_is_no_toml_is_refused_in_a_sentence(db: None, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(CommandError, match=r"file.toml: "):
        load(tmp_path, content)


VECTORS = read_preset(FOUNDING_MANDATE)["terms"]["vectors"]


def test_a_version_whose_vectors_do_not_hold_is_refused_and_says_which(mandate: Commitment) -> None:
    with pytest.raises(Refusal) as refusal:
        record(2, rate="0.06", vectors=VECTORS)
    assert "v2: vector 1 (“Exactly the rate" in refusal.value.sentence
    assert "expects COMPOUND to be PASSES, and the terms make it FAILS." in refusal.value.sentence
    assert CommitmentVersion.objects.count() == 1
    assert record(2, title="The next", vectors=VECTORS[1:2]).terms["vectors"] == VECTORS[1:2]


def test_a_file_whose_vectors_do_not_hold_is_refused(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"expects status to be COMPLIANT, and the terms make it NON_COMPLIANT"):
        load(tmp_path, edit('rate = "0.05"', 'rate = "0.051"'))
    assert not Commitment.objects.exists()


def test_what_an_earlier_release_recorded_without_vectors_stands_and_the_example_goes_on_with_it(db: None) -> None:
    recorded = record(1)
    assert record_preset(FOUNDING_MANDATE) == recorded.commitment
    assert "vectors" not in CommitmentVersion.objects.get().terms
