"""What is refused in this room, each in one sentence: `check_can_x` raises it, `can_x` asks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from tracker.access.models import Party, PartyKind, User
from tracker.access.queries import had_a_hand, has_entered
from tracker.compliance.commitments import Assurance
from tracker.compliance.periods import WHOLE_WEEK_YEARS, Period
from tracker.compliance.quantities import QuantityError, check_quantity
from tracker.records.models import Evidence
from tracker.records.refusals import Conflict, FieldFault, Forbidden, Refusal

from .content import RevisionContent
from .details import find_detail_faults
from .facilities import find_facility_faults
from .lifecycle import MOVES, Move, RevisionState
from .models import QuestionAnswer, Revision, WarningAnswer
from .partly_read import as_far_as_read
from .statements import find_statement_faults

# A day is over for a sender once it has begun to be the next one anywhere.
EARLIEST_ZONE = timedelta(hours=14)
LONGEST_REASON = 10_000
LONGEST_YEAR = max(WHOLE_WEEK_YEARS)
QUANTITY_FIELDS = ("scope_1_tco2e", "scope_2_location_tco2e", "scope_2_market_tco2e")


def check_content(
    content: RevisionContent,
    *,
    reporting_year: int,
    number: int,
    now: datetime,
    restates_base_year: bool = False,
    known_ids: Mapping[str, str] | None = None,
) -> None:
    """All faults at once, each with its field. `known_ids` are the sender's own, by kind."""
    faults = tuple(
        find_content_faults(
            content,
            reporting_year=reporting_year,
            number=number,
            now=now,
            restates_base_year=restates_base_year,
            known_ids=known_ids,
        )
    )
    if faults:
        raise Refusal("invalid-report", f"Nothing was recorded. Faults found: {len(faults)}.", faults=faults)


def find_content_faults(
    content: RevisionContent,
    *,
    reporting_year: int | None,
    number: int,
    now: datetime,
    restates_base_year: bool = False,
    known_ids: Mapping[str, str] | None = None,
) -> Iterator[FieldFault]:
    """Each rule by itself: of a report that is partly read, one that asks for what is not there says nothing.

    The reporting year is None where it could not be read.
    """
    today = (now.astimezone(UTC) + EARLIEST_ZONE).date()
    yield from as_far_as_read(
        _find_order_faults(content),
        _find_year_faults(content, reporting_year),
        _find_ahead_faults(content, today),
        *(_find_quantity_faults(content, name) for name in QUANTITY_FIELDS),
        find_detail_faults(content),
        *(_find_assurance_faults(content, name) for name in ("assurance_standard", "assurance_provider")),
        *(_find_reason_faults(content, name, number) for name in ("reason_code", "reason_text")),
        find_facility_faults(content, restates_base_year=restates_base_year),
        find_statement_faults(content, known_ids=known_ids or {}, today=today),
    )


def _find_order_faults(content: RevisionContent) -> Iterator[FieldFault]:
    if content.period_end <= content.period_start:
        yield FieldFault(
            "/period_end", "period-order", f"{content.period_end} is not after period_start {content.period_start}."
        )
    elif Period(content.period_start, content.period_end).days > LONGEST_YEAR:
        yield FieldFault("/period_end", "period-too-long", "The period is longer than 53 weeks. Report one year at a time.")


def _find_year_faults(content: RevisionContent, reporting_year: int | None) -> Iterator[FieldFault]:
    if reporting_year is not None and content.period_end.year != reporting_year:
        yield FieldFault(
            "/reporting_year",
            "year-mismatch",
            f"{reporting_year} was sent, but the period ends in {content.period_end.year}. "
            "The reporting year is the one in which the period ends.",
        )


def _find_ahead_faults(content: RevisionContent, today: date) -> Iterator[FieldFault]:
    if content.period_end > today:
        yield FieldFault(
            "/period_end", "period-runs", f"The period ends on {content.period_end}, which lies ahead. Report once it is over."
        )


def _find_quantity_faults(content: RevisionContent, name: str) -> Iterator[FieldFault]:
    value = getattr(content, name)
    try:
        _ = value is None or check_quantity(value)
    except QuantityError as error:
        yield FieldFault(f"/{name}", "quantity", str(error))


def _find_assurance_faults(content: RevisionContent, name: str) -> Iterator[FieldFault]:
    if content.assurance_level != Assurance.NONE and not getattr(content, name).strip():
        sentence = f"Assurance {content.assurance_level} was stated: say by whom and by which standard."
        yield FieldFault(f"/{name}", "required", sentence)


def _find_reason_faults(content: RevisionContent, name: str, number: int) -> Iterator[FieldFault]:
    if number > 1 and not getattr(content, name).strip():
        yield FieldFault(f"/{name}", "required", f"Revision {number} changes a filed report: say why in {name}.")


def check_can_file(party: Party) -> None:
    if party.kind != PartyKind.SUPPLIER:
        raise Forbidden("not-a-supplier", f"{party.name} is a recycler; emissions reports are filed by suppliers.")


def check_can_amend(last: Revision) -> None:
    if last.state is RevisionState.SUBMITTED:
        raise Conflict(
            "revision-waits",
            f"Revision {last.number} still waits for review. Amend the report once it is accepted or returned, or withdraw it.",
        )


def check_can_withdraw(revision: Revision, reason: str) -> None:
    if (revision.state, Move.WITHDRAW) not in MOVES:
        raise Conflict(
            "revision-decided",
            f"Revision {revision.number} is {revision.state.lower()} already; only one that waits is withdrawn. "
            "What is wrong in it is corrected by the next revision.",
        )
    if not reason.strip():
        fault = FieldFault("/reason", "required", "Say why it is withdrawn: whoever reviews it reads the reason.")
        raise Refusal("invalid-withdrawal", "Nothing was recorded. Faults found: 1.", faults=(fault,))


def check_can_attach(revision: Revision, evidence: Evidence) -> None:
    if revision.attachments.filter(evidence=evidence).exists():
        raise Conflict(
            "evidence-attached", f"This file backs revision {revision.number} already; it need not be attached twice."
        )


def check_can_judge(user: User, revision: Revision) -> None:
    """By role, and by four eyes. To ask about a revision is no entry."""
    if user.party_id is not None or not user.has_perm("suppliers.decide_revision"):
        raise Forbidden("role-required", "Only an analyst or an administrator decides on a revision.")
    if has_entered(user, revision):
        sentence = "You entered this revision, or set up the client or user it came by; somebody else decides on it."
        raise Forbidden("four-eyes", sentence)
    if attached_to(user, revision):
        sentence = (
            "You entered evidence for this revision, or set up the client or user it came by; somebody else decides on it."
        )
        raise Forbidden("four-eyes", sentence)
    if answered_for(user, revision):
        sentence = "An answer of the supplier came by a client or user that you set up; somebody else decides on it."
        raise Forbidden("four-eyes", sentence)


def check_can_decide(user: User, revision: Revision, move: Move, reason: str) -> None:
    check_can_judge(user, revision)
    if (revision.state, move) not in MOVES:
        raise Conflict(
            "revision-decided",
            f"This revision is {revision.state.lower()} already. A decision stands; the next revision can be decided.",
        )
    if move is Move.RETURN and not reason.strip():
        raise Refusal("reason-required", "Say why it goes back: the supplier reads the reason and acts on it.")
    if len(reason) > LONGEST_REASON:
        sentence = f"{len(reason)} characters were sent; at most {LONGEST_REASON} are kept. Shorten the text."
        fault = FieldFault("/reason", "too-long", sentence)
        raise Refusal("reason-too-long", sentence, faults=(fault,))


def attached_to(user: User, revision: Revision) -> bool:
    """Entered a file or attached it, in the same sense."""
    return revision.attachments.filter(had_a_hand(user) | had_a_hand(user, "evidence__")).exists()


def answered_for(user: User, revision: Revision) -> bool:
    """Said something for the supplier about this revision, in the same sense."""
    hand = had_a_hand(user)
    return (
        WarningAnswer.objects.filter(hand, revision=revision).exists()
        or QuestionAnswer.objects.filter(hand, question__revision=revision).exists()
    )


def can_decide(user: User, revision: Revision) -> bool:
    try:
        check_can_decide(user, revision, Move.ACCEPT, "")
    except Refusal:
        return False
    return True
