from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from suppliers.bulk.queries import list_bulk_files, list_progress
from suppliers.conversation.standing import list_open_questions
from suppliers.models import EmissionsReport, Question, QuestionAnswer, ReturnPoint, Revision
from suppliers.queries import list_reports
from tracker.access.checks import can_manage
from tracker.access.models import ApiClient, ApiToken, PartyRole, Scope, TokenState, User
from tracker.access.queries import list_clients
from tracker.access.tokens import MOST_DAYS
from tracker.records.clock import database_now

NEWEST = 10


@dataclass(frozen=True, slots=True)
class ReportLine:
    year: int
    state: str
    revision: int
    filed_at: datetime
    reason: str
    points: list[ReturnPoint]
    asked: bool


@dataclass(frozen=True, slots=True)
class QuestionLine:
    year: int
    question: Question
    answer: QuestionAnswer | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class TokenLine:
    token: ApiToken
    state: TokenState


@dataclass(frozen=True, slots=True)
class ClientLine:
    client: ApiClient
    tokens: list[TokenLine]
    scopes: list[Scope]


def describe_party(user: User) -> dict[str, Any]:
    assert user.party_id is not None  # noqa: S101 - the guard let nobody else through
    now, reports = database_now(), list(list_reports(party_id=user.party_id))
    return {
        "person": user,
        "party": user.party,
        "role": PartyRole(user.party_role).label,
        "reports": [_as_line(report) for report in reports],
        "questions": [line for report in reports for line in _list_questions(report)],
        "bulk_files": list_progress(list_bulk_files(party_id=user.party_id)[:NEWEST]),
        "clients": list(_list_clients(user, now)),
        "may_manage": can_manage(user),
        "scopes": Scope.choices,
        "most_days": MOST_DAYS,
    }


def _as_line(report: EmissionsReport) -> ReportLine:
    last = _last_of(report)
    decision = getattr(last, "decision", None)
    reason, points = (decision.reason, list(decision.points.all())) if decision else ("", [])
    asked = bool(list_open_questions(last))
    return ReportLine(report.reporting_year, last.state, last.number, last.recorded_at, reason, points, asked)


def _list_questions(report: EmissionsReport) -> Iterator[QuestionLine]:
    """About the newest revision, the open ones first."""
    last = _last_of(report)
    standing = list_open_questions(last)
    for question in sorted(last.questions.all(), key=lambda question: question not in standing):
        yield QuestionLine(report.reporting_year, question, getattr(question, "answer", None), question in standing)


def _last_of(report: EmissionsReport) -> Revision:
    return max(report.revisions.all(), key=lambda revision: revision.number)


def _list_clients(user: User, now: datetime) -> Iterator[ClientLine]:
    assert user.party_id is not None  # noqa: S101
    for client in list_clients(party_id=user.party_id):
        tokens = [TokenLine(token, token.state_at(now)) for token in client.tokens.all()]
        yield ClientLine(client, tokens, [scope for scope in Scope if client.most.covers(scope)])
