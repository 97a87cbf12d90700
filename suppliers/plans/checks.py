"""What is refused about corrective action plans, each in one sentence: `check_can_x` raises it, `can_x` asks it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Model

from suppliers.models import CorrectiveActionPlan, MilestoneReport, PlanVersion
from suppliers.models.plans import LONGEST_KEY
from tracker.access.models import User
from tracker.access.queries import acts_for, has_entered
from tracker.compliance import plans as core
from tracker.compliance.assessments import Assessment, Status
from tracker.compliance.plans import MOVES, MilestoneState, PlanMove, PlanState
from tracker.compliance.quantities import QuantityError, check_quantity, from_micro
from tracker.records.refusals import Conflict, FieldFault, Forbidden, Missing, Refusal

from .content import MilestoneContent, PlanContent

MOST_MILESTONES = 50
LONGEST_CAUSE, LONGEST_TITLE = 10_000, 200
_KEY = re.compile(rf"[a-z0-9](?:[a-z0-9-]{{0,{LONGEST_KEY - 2}}}[a-z0-9])?", re.ASCII)
_STANDS = {
    PlanState.OWED: "is owed and not filed",
    PlanState.SUBMITTED: "waits for a decision",
    PlanState.RETURNED: "was returned",
    PlanState.ON_TRACK: "is accepted and on track",
    PlanState.LATE: "is accepted and late",
    PlanState.LIFTED: "is lifted by a waiver",
    PlanState.CLOSED: "is closed",
    PlanState.CANCELLED: "is cancelled",
}


def check_move(state: PlanState, move: PlanMove) -> None:
    if (state, move) not in MOVES:
        possible = ", ".join(each for known, each in MOVES if known is state) or "nothing more"
        raise Conflict("plan-state", f"This plan {_STANDS[state]}, so {move} is not possible. Possible now: {possible}.")


def check_owed(assessment: Assessment) -> None:
    if assessment.status is not Status.NON_COMPLIANT:
        raise Conflict(
            "no-plan-owed",
            f"The obligation about {assessment.obligation.year} is {assessment.status}. A corrective action plan answers one "
            "that is NON_COMPLIANT.",
        )


def check_opened_ahead(due_on: date | None, *, today: date) -> None:
    if due_on is not None and due_on < today:
        fault = FieldFault("/due_on", "past", f"{due_on} is past. The plan is due on {today} at the earliest.")
        raise Refusal("invalid-plan", "Nothing was recorded. Faults found: 1.", faults=(fault,))


def check_can_file(plan: core.Plan, state: PlanState) -> None:
    """The first version, or a further one: not beside one that waits."""
    if plan.waiting is not None:
        raise Conflict(
            "plan-waits", f"Version {plan.waiting.number} still waits for a decision. Amend the plan once it is decided."
        )
    check_move(state, PlanMove.FILE)


def check_content(content: PlanContent, standing: core.Plan, *, today: date) -> None:
    """All faults at once, each with its field."""
    faults = (*_find_faults(content), *_find_faults_beside(content, standing, today))
    if faults:
        raise Refusal("invalid-plan", f"Nothing was recorded. Faults found: {len(faults)}.", faults=faults)


def _find_faults(content: PlanContent) -> Iterator[FieldFault]:
    if not content.cause.strip():
        yield FieldFault("/cause", "required", "Say why the year was missed.")
    if len(content.cause) > LONGEST_CAUSE:
        yield FieldFault("/cause", "too-long", f"{len(content.cause)} characters were sent; at most {LONGEST_CAUSE} are kept.")
    if not 1 <= len(content.milestones) <= MOST_MILESTONES:
        sentence = f"{len(content.milestones)} milestones were sent. A plan has 1 to {MOST_MILESTONES}."
        yield FieldFault("/milestones", "number", sentence)
    seen: set[str] = set()
    for place, milestone in enumerate(content.milestones):
        yield from _find_faults_of_milestone(f"/milestones/{place}", milestone, seen)
        seen.add(milestone.key)


def _find_faults_of_milestone(pointer: str, milestone: MilestoneContent, seen: set[str]) -> Iterator[FieldFault]:
    if not _KEY.fullmatch(milestone.key):
        sentence = f"“{milestone.key[:60]}” is not a key. Send small letters, digits and hyphens, such as new-chillers."
        yield FieldFault(f"{pointer}/key", "key", sentence)
    if milestone.key in seen:
        yield FieldFault(f"{pointer}/key", "twice", f"The key “{milestone.key}” came twice. Give each milestone its own.")
    if not milestone.title.strip() or len(milestone.title) > LONGEST_TITLE:
        yield FieldFault(f"{pointer}/title", "title", f"Say in 1 to {LONGEST_TITLE} characters what is done by then.")
    try:
        _ = milestone.expected_cut_tco2e is None or check_quantity(milestone.expected_cut_tco2e)
    except QuantityError as error:
        yield FieldFault(f"{pointer}/expected_cut_tco2e", "quantity", str(error))


def _find_faults_beside(content: PlanContent, standing: core.Plan, today: date) -> Iterator[FieldFault]:
    """What was agreed before holds on: a step that is done stays as it is, and a new one lies ahead."""
    agreed = {milestone.key: milestone for milestone in (standing.in_force.milestones if standing.in_force else ())}
    for key in _find_lost(standing, {milestone.key: milestone.as_plain() for milestone in content.milestones}):
        sentence = f"Milestone “{key}” is reported done. Send it as it stands in the version in force."
        yield FieldFault("/milestones", "settled", sentence)
    for place, stated_one in enumerate(content.milestones):
        if stated_one.due_on < today and (stated_one.key not in agreed or agreed[stated_one.key].due_on != stated_one.due_on):
            sentence = f"{stated_one.due_on} is past. A milestone that is new, or moved, is due on {today} at the earliest."
            yield FieldFault(f"/milestones/{place}/due_on", "past", sentence)


def _find_lost(standing: core.Plan, stated: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """Keys that are settled in the version in force, and left out or stated otherwise by one that is to replace it."""
    for milestone in standing.in_force.milestones if standing.in_force else ():
        if milestone.is_settled and stated.get(milestone.key) != _as_stated(milestone):
            yield milestone.key


def check_keeps_settled(standing: core.Plan, version_id: UUID) -> None:
    """Asked again at the decision: a milestone may have been reported while the version waited."""
    (version,) = (each for each in standing.versions if each.version_id == str(version_id))
    lost = list(_find_lost(standing, {milestone.key: _as_stated(milestone) for milestone in version.milestones}))
    if lost:
        named = ", ".join(lost)
        raise Conflict(
            "milestones-settled",
            f"Reported done since this version was filed, and not kept in it as they were: {named}. Return the version, so "
            "that the supplier files it with them; or return those reports first.",
        )


def _as_stated(milestone: core.Milestone) -> dict[str, object]:
    cut = None if milestone.expected_cut is None else from_micro(milestone.expected_cut)
    return MilestoneContent(
        key=milestone.key, title=milestone.title, due_on=milestone.due_on, expected_cut_tco2e=cut
    ).as_plain()


def find_milestone(plan: core.Plan, key: str) -> core.Milestone:
    """In the version in force. Raises Missing."""
    milestones = plan.in_force.milestones if plan.in_force else ()
    found = next((milestone for milestone in milestones if milestone.key == key), None)
    if found is None:
        raise Missing("not-found", "There is nothing at this address, or it is not yours to see.")
    return found


def check_can_report(milestone: core.Milestone, *, done_on: date, today: date) -> None:
    if milestone.is_settled:
        sentence = f"Milestone “{milestone.key}” is reported done already. Report it again only if the report is returned."
        raise Conflict("milestone-reported", sentence)
    if done_on > today:
        sentence = f"{done_on} lies ahead. Report the milestone once it is done."
        fault = FieldFault("/done_on", "ahead", sentence)
        raise Refusal("invalid-milestone-report", "Nothing was recorded. Faults found: 1.", faults=(fault,))


def check_can_open_plan(user: User) -> None:
    if user.party_id is not None or not user.has_perm("suppliers.add_correctiveactionplan"):
        raise Forbidden("role-required", "Only an analyst or an administrator opens a corrective action plan.")


def check_can_decide(user: User, entry: PlanVersion | MilestoneReport) -> None:
    if user.party_id is not None or not user.has_perm("suppliers.add_plandecision"):
        raise Forbidden("role-required", "Only an analyst or an administrator decides on a corrective action plan.")
    entries: list[Model] = [entry]
    if isinstance(entry, MilestoneReport) and entry.evidence is not None:
        entries.append(entry.evidence)
    if any(has_entered(user, each) for each in entries):
        sentence = "You entered this, or set up the client or user it came by; somebody else decides on it."
        raise Forbidden("four-eyes", sentence)


def check_undecided(entry: PlanVersion | MilestoneReport) -> None:
    decision = getattr(entry, "decision", None)
    if decision is not None:
        outcome = decision.outcome.lower()
        raise Conflict("plan-decided", f"This is {outcome} already. A decision stands; what is filed next can be decided.")


def check_goes_on(plan: CorrectiveActionPlan) -> None:
    closure = getattr(plan, "closure", None)
    if closure is not None:
        raise Conflict("plan-state", f"This plan is {closure.closing.lower()}; nothing about it is decided any more.")


def check_reason(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise Refusal("reason-required", sentence)


def can_decide(user: User, entry: PlanVersion | MilestoneReport) -> bool:
    try:
        check_can_decide(user, entry)
        check_undecided(entry)
    except Refusal:
        return False
    return True


def check_can_end_plan(user: User, party_id: UUID) -> None:
    if user.party_id is not None or not user.has_perm("suppliers.add_planclosure"):
        raise Forbidden("role-required", "Only an analyst or an administrator closes a corrective action plan.")
    if acts_for(user, party_id):
        sentence = "You set up a client or a user of this party, or issued one of its tokens; somebody else closes its plan."
        raise Forbidden("four-eyes", sentence)


def can_end_plan(user: User, party_id: UUID) -> bool:
    try:
        check_can_end_plan(user, party_id)
    except Refusal:
        return False
    return True


def check_done(plan: core.Plan, *, today: date) -> None:
    milestones = plan.in_force.milestones if plan.in_force else ()
    open_ones = [milestone.key for milestone in milestones if milestone.state_on(today) is not MilestoneState.DONE]
    if open_ones:
        named = ", ".join(open_ones)
        raise Conflict(
            "milestones-open", f"Not done and accepted yet: {named}. Close the plan once they are, or cancel it with a reason."
        )
