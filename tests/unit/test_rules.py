"""The rule of a commitment in words: every figure from the terms, both languages with the same gaps."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.compliance.makers import make_count_goal, make_goal, make_mandate, make_share_goal
from tracker.compliance.commitments import Assurance, Commitment, Fate, Reading, Scope2Method
from tracker.compliance.plain import plain_commitment
from tracker.presentation import rule_words
from tracker.presentation.languages import LANGUAGES, Template
from tracker.presentation.rules import explain_rule


def list_templates(table: Any) -> Iterator[Template]:
    if isinstance(table, Template):
        yield table
    elif isinstance(table, dict):
        for part in table.values():
            yield from list_templates(part)


TEMPLATES = [found for name in vars(rule_words) for found in list_templates(getattr(rule_words, name))]


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def explain(commitment: Commitment, language: str = "en") -> dict[str, str]:
    return {part.code: part.sentence for part in explain_rule(plain_commitment(commitment), language)}


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 30


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.en[:30])
def test_a_template_has_the_same_gaps_in_each_language_and_no_figure_of_its_own(template: Template) -> None:
    assert gaps(template.en) == gaps(template.zh)
    assert not any(character.isdigit() and character.isascii() for sentence in template for character in sentence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mandate_says_all_that_it_goes_by(language: str) -> None:
    mandate = make_mandate(rate="0.0625", base_year=2031, first_assessed_year=2033, end_year=2047, grace_days=17, due_day=23)
    said = explain(mandate, language)
    assert list(said) == [
        "PROMISE", "YEARS", "COMPARED", "GWP_SET", "READING", "CALENDAR", "PLAN", "ASSURANCE", "RECALCULATION",
        "SOURCE", "VALID_FROM",
    ]  # fmt: skip
    for code, figures in {
        "PROMISE": ["6.25"],
        "YEARS": ["2031", "2033", "2047"],
        "READING": ["COMPOUND", "6.25"],
        "CALENDAR": ["17", "23", "Asia/Shanghai"],
    }.items():
        assert all(figure in said[code] for figure in figures), code


def test_another_term_changes_its_sentence_and_no_other() -> None:
    said = explain(make_mandate())
    changes: dict[str, dict[str, Any]] = {
        "GWP_SET": {"gwp_set": "AR6"},
        "ASSURANCE": {"minimum_assurance": "LIMITED"},
        "RECALCULATION": {"recalculation_threshold": "0.1"},
        "COMPARED": {"scope_2_method": "LOCATION_BASED"},
        "CALENDAR": {"due_month": 9},
        "SOURCE": {"sources": [{"text": "Another page"}]},
    }
    for code, terms in changes.items():
        changed = explain(make_mandate(**terms))
        assert {each for each in said if said[each] != changed[each]} == {code}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_words(language: str) -> None:
    readings = {explain(make_mandate(reading=reading), language)["READING"] for reading in Reading}
    assurances = {explain(make_mandate(minimum_assurance=level), language)["ASSURANCE"] for level in Assurance}
    methods = {explain(make_mandate(scope_2_method=method), language)["COMPARED"] for method in Scope2Method}
    fates = {explain(make_goal(counted_fates=[fate]), language)["COUNTED"] for fate in Fate}
    assert [len(found) for found in (readings, assurances, methods, fates)] == [
        len(codes) for codes in (Reading, Assurance, Scope2Method, Fate)
    ]


def test_a_scope_two_that_is_not_compared_has_no_method() -> None:
    assert explain(make_mandate(scopes=[1]))["COMPARED"].startswith("Scope 1, in gross tonnes")


def test_a_goal_in_both_languages() -> None:
    goal = make_goal(target_kg="38000000.5", start="2022-02-03", end="2026-12-31", counted_fates=["RECYCLING", "LANDFILL"])
    english, chinese = explain(goal), explain(goal, "zh")
    assert english["PROMISE"].replace("\N{NO-BREAK SPACE}", " ") == (
        "The whole programme brings in 38,000.0005 t in sum, from 3 February 2022 to 31 December 2026, both days included."
    )
    assert chinese["PROMISE"] == "整个项目自2022年2月3日至2026年12月31日（含首尾两日）累计达到38,000.0005 吨。"
    assert "landfill and recycling" in english["COUNTED"]
    assert "填埋、再生利用" in chinese["COUNTED"]


def test_a_share_says_each_of_its_steps() -> None:
    goal = make_share_goal(steps=[{"share": "0.225", "by": "2031-06-30"}, {"share": "1", "by": "2050-12-31"}])
    english = explain(goal)["PROMISE"].replace("\N{NO-BREAK SPACE}", " ")
    assert english == (
        "Of all electricity, renewable electricity makes up at least 22.5 % by 30 June 2031 and at least 100 % "
        "by 31 December 2050."
    )
    assert explain(goal, "zh")["PROMISE"].endswith("2031年6月30日前不低于22.5%、2050年12月31日前不低于100%。")


def test_a_count_in_both_languages() -> None:
    goal = make_count_goal(target="1234567")
    assert explain(goal)["PROMISE"].startswith("At least 1,234,567 vehicles from 1\N{NO-BREAK SPACE}January 2026")
    assert "至少达到1,234,567（vehicles）" in explain(goal, "zh")["PROMISE"]
