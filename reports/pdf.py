"""A compliance report as PDF/A-3a and PDF/UA-1, the same bytes for the same summary. Never compile before a fork."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typst

from reports.charts import describe, draw_goal, draw_statuses, draw_supplier_dots, draw_trajectory
from reports.fonts.coverage import DIRECTORY as FONT_DIRECTORY
from reports.fonts.coverage import list_missing, make_printable
from reports.presentation import list_texts, map_texts, present_document
from tracker.records.canonical import canonical_json, sha256_of

TEMPLATE_VERSION = "2"
RENDERER_VERSION = f"typst {version('typst')}, template {TEMPLATE_VERSION}"
ATTACHMENT = "summary.json"

_TEMPLATES = Path(__file__).parent / "templates_typst"
_INK = "#1b2733"
_PERCENT = re.compile(r"(?<=\d) (?=%)")
_WORD = re.compile(r"\S+")
_LONGEST_WORD = 36
_PIECE = re.compile(r"(\S{18})(?=\S)")

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportIdentity:
    """What makes one issued report this one. `issued_for` is its period in words, `record_note` says where it is kept."""

    number: str
    title: str
    issued_for: str
    record_note: str = ""
    author: str = "Pledgekeeper"


def find_missing_glyphs(summary: Plain) -> list[str]:
    """The characters that print as `�`, for the caller to warn of."""
    return list_missing(list_texts(summary))


def render_compliance_report(summary: Plain, *, identity: ReportIdentity) -> bytes:
    """The canonical JSON of `summary` is attached, and its hash is printed: the reader has every figure in hand."""
    attached = canonical_json(summary)
    document = _prepare(summary, identity, sha256_of(attached))
    compiler = typst.Compiler(_TEMPLATES / "compliance_report.typ", root=_TEMPLATES, font_paths=_load_fonts())
    # The attachment goes as text of its own: passing it through the document's JSON would re-encode it.
    inputs = {"document": json.dumps(document, ensure_ascii=False), "summary": attached.decode()}
    pdf = compiler.compile(
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["ua-1", "a-3a"],
        timestamp=int(datetime.fromisoformat(summary["as_of"]).timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError(f"The PDF engine answered with {type(pdf).__name__} instead of bytes.")
    # Typst ends without one, and a signature appended to it breaks PDF/A.
    return pdf + b"\n"


@cache
def _load_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_DIRECTORY)])


def _prepare(summary: Plain, identity: ReportIdentity, input_sha256: str) -> Plain:
    texts = {
        **present_document(summary),
        "number": identity.number,
        "title": identity.title,
        "issued_for": identity.issued_for,
        "record_note": identity.record_note,
        "author": identity.author,
    }
    document: Plain = map_texts(texts, _make_settable)
    for mandate, source in zip(document["mandates"], summary["mandates"], strict=True):
        mandate["charts"] = _draw_mandate(source)
    for goal, progress in zip(document["goals"], summary["goals"], strict=True):
        goal["charts"] = {"progress": _as_figure(draw_goal(progress))}
    return document | {
        "plain_title": make_printable(identity.title),
        "created": list(datetime.fromisoformat(summary["as_of"]).timetuple()[:6]),
        "missing_glyphs": [f"U+{ord(character):04X}" for character in find_missing_glyphs(summary)],
        "renderer": RENDERER_VERSION,
        "hashes": [[f"Figures ({ATTACHMENT})", input_sha256]],
    }


def _make_settable(text: str) -> str:
    """Printable, with places to break inside words longer than a column; addresses and numbers stay whole, to be copied."""
    kept_together = _PERCENT.sub("\N{NO-BREAK SPACE}", make_printable(text))
    return _WORD.sub(lambda word: _with_breaks(word[0]), kept_together)


def _with_breaks(word: str) -> str:
    if len(word) <= _LONGEST_WORD or word.lstrip("(").startswith(("http://", "https://")):
        return word
    return _PIECE.sub("\\1\N{ZERO WIDTH SPACE}", word)


def _draw_mandate(summary: Plain) -> Plain:
    judged = any(assessment["rate_achieved"] is not None for assessment in summary["assessments"])
    return {
        "statuses": _as_figure(draw_statuses(summary["in_focus"]["statuses"])),
        "trajectory": _as_figure(draw_trajectory(summary["across_partners"], summary["commitment"])),
        "suppliers": _as_figure(draw_supplier_dots(summary["assessments"])) if judged else None,
    }


def _as_figure(svg: str) -> dict[str, str]:
    # A page gives its ink to `currentColor`; the PDF engine knows no page and would take black.
    return {"svg": svg.replace("<svg ", f'<svg color="{_INK}" ', 1), "alt": describe(svg)}
