"""One request that is sent again until it is answered. What may be recorded only once bears the same key each time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from .problems import NotReached, Problem, foreign_answer

TRIES = 8
LONGEST_WAIT = 60.0
# The first of the pauses where the server names none; each is twice the one before.
FIRST_WAIT = 0.5
AGAIN = frozenset({429, 502, 503, 504})
IN_FLIGHT = "/api/problems/key-in-flight/"


class Transport:
    def __init__(
        self,
        url: str,
        token: str | None,
        *,
        timeout: float = 30,
        tries: int = TRIES,
        wait: Callable[[float], None] = time.sleep,
        inner: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout, transport=inner)
        self._tries, self._wait = tries, wait

    def close(self) -> None:
        self._http.close()

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> httpx.Response:
        """Raises Problem for a refusal, and NotReached where no answer came."""
        sent = {**(headers or {}), **({"Content-Type": "application/json"} if body is not None else {})}
        last, pause = "", 0.0
        for number in range(self._tries):
            if number:
                self._wait(pause)
            pause = FIRST_WAIT * 2**number
            try:
                answer = self._http.request(method, path, params=query, headers=sent, content=body)
            except httpx.RequestError as error:
                last = f"{type(error).__name__}: {error}"
                continue
            problem = _read_problem(answer)
            if problem is None:
                return answer
            if not _may_be_asked_again(problem):
                raise problem
            last, pause = str(problem), _read_wait(answer, pause)
        raise NotReached(f"No answer from {self._http.base_url} to {method} {path} after {self._tries} tries. Last: {last}")


def _may_be_asked_again(problem: Problem) -> bool:
    return problem.status in AGAIN or problem.type == IN_FLIGHT


def _read_problem(answer: httpx.Response) -> Problem | None:
    if answer.status_code < 300:
        return None
    try:
        body: Any = answer.json()
    except ValueError:
        body = None
    if isinstance(body, dict):
        return Problem(answer.status_code, body)
    return foreign_answer(answer.status_code, answer.text)


def _read_wait(answer: httpx.Response, otherwise: float) -> float:
    text = answer.headers.get("Retry-After", "")
    if text.isdecimal():
        return min(float(text), LONGEST_WAIT)
    try:
        seconds = parsedate_to_datetime(text).timestamp() - time.time()
    except (TypeError, ValueError):
        return otherwise
    return min(max(seconds, 0.0), LONGEST_WAIT)
