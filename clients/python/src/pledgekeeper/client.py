"""The server's doors as functions. Answers are JSON as the server draws it, which /api/docs/ describes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from .problems import Problem, foreign_answer
from .settings import check_url, read_settings
from .transport import Transport

LONGEST_NUMBER = 40
REPORTS = "/api/v1/emissions-reports/"
REPLAYED = "Idempotent-Replayed"
Json = dict[str, Any]


class Filed(dict[str, Any]):
    """An answer to a submission. `replayed`: the key had been answered so before, and nothing was recorded anew.

    `sent` is the body, which its receipt is about.
    """

    replayed = False
    sent = b""


class Client:
    """`with Client.from_environment() as client: client.submit(...)`"""

    def __init__(self, url: str, token: str | None = None, **options: Any) -> None:
        check_url(url)
        self._transport = Transport(url, token, **options)

    @classmethod
    def from_environment(cls, *, needs_token: bool = True, **options: Any) -> Self:
        settings = read_settings(needs_token=needs_token)
        return cls(settings.url, settings.token, **options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        self._transport.close()

    def submit(self, report: bytes | Mapping[str, Any], *, dry_run: bool = False, key: str | None = None) -> Filed:
        """File the report about a year. Bytes are sent as they are, so that the receipt is about them."""
        body = as_body(report)
        return self._post(REPORTS, body, key=key or key_of(body, REPORTS, dry_run=dry_run), query=_dry(dry_run))

    def amend(
        self, report: bytes | Mapping[str, Any], *, reason_code: str, reason: str, dry_run: bool = False, key: str | None = None
    ) -> Filed:
        """File a further revision of the report about the same year. The report is whole, no difference to the one before.

        The body is made from the report, with the reason in it and without the year.
        """
        whole = (
            json.loads(report, parse_float=_as_written, object_pairs_hook=_without_twice)
            if isinstance(report, bytes)
            else dict(report)
        )
        year = whole.pop("reporting_year", None)
        filed = self.find_report(year)
        path = f"{REPORTS}{filed['id']}/revisions/"
        body = as_body({**whole, "reason_code": reason_code, "reason_text": reason})
        seen = self._transport.ask("GET", f"{REPORTS}{filed['id']}/").headers.get("ETag", "")
        # What is sent again once the report has moved on is another amendment, however alike their bodies are.
        key = key or key_of(body, f"{path} {seen}", dry_run=dry_run)
        return self._post(path, body, key=key, query=_dry(dry_run), headers={"If-Match": seen})

    def get_report(self, report_id: str) -> Json:
        return self._read(self._transport.ask("GET", f"{REPORTS}{report_id}/"))

    def find_report(self, year: Any) -> Json:
        """Raises Problem, as the server would, where nothing is filed about the year."""
        found = list(self._pages(REPORTS, {"reporting_year": str(year)})) if year is not None else []
        if not found:
            told = f"No report about {year} is filed. Submit it without amending."
            detail = told if year is not None else "The report names no reporting_year."
            raise Problem(404, {"title": "There is nothing to amend", "detail": detail})
        return found[0]

    def list_assessments(self, **filters: str) -> list[Json]:
        """How each year stands; `reporting_year`, `status`, `commitment`, `as_of` and `language` narrow it."""
        return list(self._pages("/api/v1/assessments/", filters))

    def simulate(
        self, figures: Mapping[str, str], *, commitment: str | None = None, from_nothing: bool = False, language: str = "en"
    ) -> Json:
        """What every year would be with these figures, by year in tonnes CO2e of what is compared. Nothing is recorded."""
        asked: Json = {"figures": dict(figures)}
        asked |= {"commitment": commitment} if commitment else {}
        asked |= {"start_from": "NOTHING"} if from_nothing else {}
        return self._read(
            self._transport.ask("POST", "/api/v1/simulations/", body=as_body(asked), query={"language": language})
        )

    def get_commitment(self, key: str) -> Json:
        return self._read(self._transport.ask("GET", f"/api/v1/commitments/{key}/"))

    def get_keys(self) -> Json:
        """The public keys that receipts are signed with; nobody has to say who he is to ask."""
        return self._read(self._transport.ask("GET", "/.well-known/jwks.json"))

    def _post(
        self, path: str, body: bytes, *, key: str, query: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Filed:
        sent = {"Idempotency-Key": key, **(headers or {})}
        answer = self._transport.ask("POST", path, body=body, query=query, headers=sent)
        filed = Filed(self._read(answer))
        filed.sent = body
        filed.replayed = answer.headers.get(REPLAYED) == "true"
        return filed

    def _pages(self, path: str, query: Mapping[str, str]) -> Iterator[Json]:
        """All rows. The next page is asked at the same address: where else an answer points, no token is sent."""
        asked: Mapping[str, str] = {**query, "page_size": "200"}
        while True:
            page = self._read(self._transport.ask("GET", path, query=asked))
            yield from page["results"]
            if not page.get("next"):
                return
            asked = _query_of(page["next"])

    def _read(self, answer: Any) -> Json:
        try:
            read = answer.json()
        except ValueError:
            read = None
        if not isinstance(read, dict):
            raise foreign_answer(answer.status_code, answer.text)
        return read


def as_body(report: bytes | Mapping[str, Any]) -> bytes:
    return report if isinstance(report, bytes) else json.dumps(report, ensure_ascii=False).encode()


def key_of(body: bytes, place: str, *, dry_run: bool) -> str:
    """The same for the same body at the same place, in whichever process: what is sent again is recorded once."""
    kind = "dry-run" if dry_run else "submit"
    return f"pledgekeeper-{kind}-{hashlib.sha256(place.encode() + b' ' + body).hexdigest()}"


def _without_twice(pairs: list[tuple[str, Any]]) -> Json:
    """As the server refuses it in a body that it reads itself: else the last of the two would be filed in silence."""
    names = [name for name, _ in pairs]
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        detail = f"The report names {', '.join(twice)} more than once. Name each field once."
        raise Problem(400, {"title": "The report cannot be read", "detail": detail})
    return dict(pairs)


def _dry(dry_run: bool) -> dict[str, str]:
    return {"dry_run": "true"} if dry_run else {}


def _query_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def _as_written(text: str) -> str:
    """A quantity keeps its digits, which as a float it might not. One of no sensible size is for the server to refuse."""
    number = Decimal(text)
    return f"{number:f}" if abs(number.adjusted()) <= LONGEST_NUMBER else text
