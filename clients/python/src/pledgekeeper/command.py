"""`pledgekeeper`: exit code 0 when it is done, 1 when it was refused or does not hold, 2 when it could not be asked."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from . import show
from .client import Client
from .offline import NotJudged, simulate_offline
from .problems import NotReached, Problem
from .receipts import InvalidReceipt, verify_receipt
from .settings import NotConfigured

DONE, REFUSED, NOT_ASKED = 0, 1, 2
LANGUAGES = ("en", "zh")
REASONS = ("STRUCTURAL_CHANGE", "METHOD_CHANGE", "ERROR", "BOUNDARY_CHANGE", "VERIFIED_FIGURES")


class Unreadable(Exception):
    """A file or an argument that cannot be used: one sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], Iterable[str]] = options.run
    try:
        for line in run(options):
            print(line)  # noqa: T201
    except Problem as problem:
        return _say(problem.lines(), REFUSED)
    except InvalidReceipt as invalid:
        return _say([str(invalid)], REFUSED)
    except NotJudged as fault:
        return _say(fault.sentences, NOT_ASKED)
    except (NotConfigured, NotReached, Unreadable, httpx.InvalidURL) as error:
        return _say([str(error)], NOT_ASKED)
    return DONE


def _say(lines: Iterable[str], code: int) -> int:
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pledgekeeper", epilog="PLEDGEKEEPER_URL names the server, PLEDGEKEEPER_TOKEN holds the token of your API client."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_submit(commands)
    _add_status(commands)
    _add_simulate(commands)
    _add_verify(commands)
    return parser


def _add_submit(commands: Any) -> None:
    submit = _add(commands, "submit", _submit, "file an emissions report, or a correction of one")
    submit.add_argument("report", type=Path, help="the report as JSON; sent byte for byte, save an amendment")
    submit.add_argument("--dry-run", action="store_true", help="all errors and warnings and the verdict; nothing is recorded")
    submit.add_argument(
        "--amend",
        action="store_true",
        help="as a further revision of the report about the same year; its body is made from the file",
    )
    submit.add_argument("--reason-code", choices=REASONS, help="why it is amended")
    submit.add_argument("--reason", help="why it is amended, in words")
    submit.add_argument("--key", help="Idempotency-Key; derived from the body when left out, so a repetition is recorded once")
    submit.add_argument(
        "--receipt", type=Path, help="where to keep the signed receipt; that of an amendment with its body, as FILE.sent"
    )


def _add_status(commands: Any) -> None:
    status = _add(commands, "status", _status, "how each year stands, and what would comply")
    status.add_argument("--year", help="only this year, with every sentence about it")
    status.add_argument("--language", choices=LANGUAGES, default="en")


def _add_simulate(commands: Any) -> None:
    simulate = _add(commands, "simulate", _simulate, "what every year would be with other figures")
    simulate.add_argument("figures", nargs="*", metavar="YEAR=TONNES", help="such as 2026=48000")
    simulate.add_argument("--commitment", help="key of the mandate, where several bind you")
    simulate.add_argument("--from-nothing", action="store_true", help="use nothing recorded; give the base year too")
    simulate.add_argument("--offline", type=Path, metavar="COMMITMENT.json", help="judge here, by a commitment kept as JSON")
    simulate.add_argument("--language", choices=LANGUAGES, default="en")


def _add_verify(commands: Any) -> None:
    verify = _add(commands, "verify-receipt", _verify, "whether a receipt is theirs, and unchanged")
    verify.add_argument("receipt", type=Path, help="the receipt, or the whole answer that it came in")
    verify.add_argument("--key", type=Path, metavar="JWKS.json", help="the public keys; else the server is asked for them")
    verify.add_argument("--body", type=Path, help="the file that was sent: the receipt has to be about these very bytes")


def _add(commands: Any, name: str, run: Callable[[argparse.Namespace], Iterable[str]], told: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=told, description=told.capitalize() + ".")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")
    parser.set_defaults(run=run)
    return parser


def _submit(options: argparse.Namespace) -> Iterable[str]:
    body = _read_bytes(options.report)
    if not isinstance(_parse(body, options.report), dict):
        raise Unreadable(f"{options.report} holds no report: one JSON object is expected.")
    if options.amend and not (options.reason_code and options.reason):
        raise Unreadable("An amendment says why: give --reason-code and --reason.")
    with Client.from_environment() as client:
        sent = {"dry_run": options.dry_run, "key": options.key}
        if options.amend:
            answer = client.amend(body, reason_code=options.reason_code, reason=options.reason, **sent)
        else:
            answer = client.submit(body, **sent)
        present = client.get_report(answer["id"]) if answer.replayed else None
    if options.receipt and "receipt" in answer:
        options.receipt.write_text(json.dumps(answer["receipt"], ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        if options.amend:
            options.receipt.with_name(f"{options.receipt.name}.sent").write_bytes(answer.sent)
    if options.json or options.dry_run:
        _say(show.show_replayed(present) if present else (), DONE)
        return [_dump(answer)]
    return show.show_replayed(present) if present else show.show_submitted(answer)


def _status(options: argparse.Namespace) -> Iterable[str]:
    filters = {"language": options.language, **({"reporting_year": options.year} if options.year else {})}
    with Client.from_environment() as client:
        rows = client.list_assessments(**filters)
    if options.json:
        return [_dump(rows)]
    if not rows:
        return ["Nothing is owed."]
    told = [line for row in rows for line in show.show_sentences(row)] if options.year else []
    return [*show.show_standing(rows), *told]


def _simulate(options: argparse.Namespace) -> Iterable[str]:
    figures = _read_figures(options.figures)
    if options.offline:
        commitment = _parse(_read_bytes(options.offline), options.offline)
        if not isinstance(commitment, dict):
            raise Unreadable(f"{options.offline} holds no commitment: one JSON object is expected.")
        answer = simulate_offline(commitment, figures, today=datetime.now(UTC).date())
    else:
        with Client.from_environment() as client:
            answer = client.simulate(
                figures, commitment=options.commitment, from_nothing=options.from_nothing, language=options.language
            )
    return [_dump(answer)] if options.json else show.show_simulation(answer)


def _read_figures(pairs: Sequence[str]) -> dict[str, str]:
    figures: dict[str, str] = {}
    for pair in pairs:
        year, equals, amount = pair.partition("=")
        if not equals or year in figures:
            wrong = "names its year twice" if equals else "has no year"
            raise Unreadable(f"{pair} {wrong}. Give each figure once, such as 2026=48000.")
        figures[year] = amount
    return figures


def _verify(options: argparse.Namespace) -> Iterable[str]:
    receipt = _parse(_read_bytes(options.receipt), options.receipt)
    body = _read_bytes(options.body) if options.body else None
    if options.key:
        keys = _parse(_read_bytes(options.key), options.key)
    else:
        with Client.from_environment(needs_token=False) as client:
            keys = client.get_keys()
    statement = verify_receipt(receipt, keys, body=body)
    return [_dump(statement)] if options.json else show.show_statement(statement)


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error


def _parse(content: bytes, path: Path) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{path} is no JSON: {error}.") from error


def _dump(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=2)
