"""What the tests of questions, answers and warnings share."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from rest_framework.test import APIClient

from suppliers.conversation.actions import ask_about_revision
from suppliers.models import Question, Revision
from tracker.access.models import Party, User

URL = "/api/v1/emissions-reports/"
Connect = Callable[[Party | None], APIClient]
UserMaker = Callable[..., User]
ZERO = {"electricity_mwh": "60", "scope_2_market_tco2e": "0"}
REPLY = {"code": "SCOPE_2_ZERO", "pointer": "/scope_2_market_tco2e", "text": "All of it is covered by contracts."}


def post(client: APIClient, url: str, body: Any) -> Any:
    return client.post(url, data=json.dumps(body), content_type="application/json")


def place(revision: Revision, name: str) -> str:
    return f"{URL}{revision.report_id}/revisions/{revision.number}/{name}/"


def ask(user: User, revision: Revision, text: str = "Why is it so low?", pointer: str = "/scope_1_tco2e") -> Question:
    return ask_about_revision(user=user, revision_id=revision.pk, text=text, pointer=pointer)


def answer(client: APIClient, question: Question, text: str = "Line 3 stood still.") -> Any:
    return post(client, place(question.revision, "answers"), {"question_id": str(question.pk), "text": text})


def read(client: APIClient, revision: Revision) -> Any:
    return client.get(f"{URL}{revision.report_id}/").json()
