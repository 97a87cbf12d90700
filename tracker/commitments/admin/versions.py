"""Commitments, each version on one page: its rule in words, its terms, what came before and after, who is enrolled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.commitments.models import CommitmentVersion
from tracker.commitments.previews import Change, Judged, Preview, preview_recorded
from tracker.commitments.queries import Standing, count_enrolled, list_versions
from tracker.compliance.commitments import Commitment, read_commitment
from tracker.compliance.plain import Plain, plain_commitment, plain_vectors
from tracker.presentation.languages import LANGUAGES
from tracker.presentation.numbers import ALL_PLACES, format_tonnes
from tracker.presentation.rules import explain_rule
from tracker.presentation.words import status_words
from tracker.records.admin.base import ViewOnlyAdmin
from tracker.records.admin.cells import pill
from tracker.records.clock import database_now

MOST_FLIPS = 200
# What the page says elsewhere, in words.
_SAID_ELSEWHERE = ("title", "statement", "sources", "illustration_note")
_STANDINGS = {
    Standing.IN_FORCE: (gettext_lazy("In force"), "good"),
    Standing.AHEAD: (gettext_lazy("Not in force yet"), "info"),
    Standing.SUPERSEDED: (gettext_lazy("Superseded"), "quiet"),
}


@admin.register(CommitmentVersion)
class CommitmentVersionAdmin(ViewOnlyAdmin):
    list_display = ("title", "commitment", "number", "kind", "valid_from", "recorded_at", "recorded_by")
    list_select_related = ("commitment",)
    search_fields = ("commitment__key",)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        version = self.get_object(request, object_id)
        if not self.has_view_permission(request, version):
            raise PermissionDenied
        if version is None:
            raise Http404(_("There is no such version of a commitment."))
        return self.page(request, "commitments/version.html", _context_of(version, _language_of(request)))

    @admin.display(description=gettext_lazy("title"))
    def title(self, version: CommitmentVersion) -> str:
        return str(version.terms.get("title", ""))

    @admin.display(description=gettext_lazy("kind"), ordering="commitment__kind")
    def kind(self, version: CommitmentVersion) -> Any:
        return version.commitment.get_kind_display()


def _language_of(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else next(iter(LANGUAGES))


@dataclass(frozen=True, slots=True)
class PreviewRow:
    change: Change
    before: str
    after: str
    allowed_before: str
    allowed_after: str


def _context_of(version: CommitmentVersion, language: str) -> dict[str, Any]:
    now = database_now()
    commitment = read_commitment(version.commitment.key, version.number, version.terms)
    plain, versions = plain_commitment(commitment), list_versions(commitment.key, as_of=now)
    standing = next((row.standing for row in versions if row.number == version.number), None)
    return {
        "title": commitment.title,
        "version": version,
        "commitment": commitment,
        "kind": version.commitment.get_kind_display(),
        "standing": _pill_of(standing) if standing else None,
        "language": language,
        "languages": LANGUAGES,
        "rule": explain_rule(plain, language),
        "terms": list(_list_terms(plain)),
        "vectors": plain_vectors(commitment),
        "versions": [(row, _pill_of(row.standing)) for row in versions],
        "enrolled": count_enrolled(commitment.key, as_of=now),
        **(_preview_of(commitment, now) if standing is Standing.AHEAD else {}),
    }


def _preview_of(commitment: Commitment, now: datetime) -> dict[str, Any]:
    preview = preview_recorded(commitment, as_of=now)
    return {"preview": preview, "flips": [_row_of(flip) for flip in preview.flips[:MOST_FLIPS]], "left_out": _left_out(preview)}


def _left_out(preview: Preview) -> int:
    return max(0, len(preview.flips) - MOST_FLIPS)


def _row_of(change: Change) -> PreviewRow:
    before, after = change.before, change.after
    return PreviewRow(
        change,
        _status_in_words(before),
        _status_in_words(after),
        format_tonnes(before.allowed_tco2e, ALL_PLACES),
        format_tonnes(after.allowed_tco2e, ALL_PLACES),
    )


def _status_in_words(judged: Judged) -> str:
    words = status_words(judged.status)
    return f"{words} ({_('would be %s') % status_words(judged.would_be).lower()})" if judged.would_be else words


def _pill_of(standing: Standing) -> SafeString:
    label, tone = _STANDINGS[standing]
    return pill(str(label), tone)


def _list_terms(plain: Plain) -> Iterator[tuple[str, str]]:
    for name, value in plain.items():
        if name not in _SAID_ELSEWHERE and value is not None:
            yield name, ", ".join(map(str, value)) if isinstance(value, list) else str(value)
