"""What a version would change before it takes effect. Who judges obligations stands above, and is named by the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from tracker.compliance.commitments import Commitment

from .actions import check_key_and_number, check_vectors, read_terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One obligation under one version, in plain values; `would_be` is what a provisional one would be."""

    status: str
    would_be: str | None
    allowed_tco2e: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An obligation that the two versions judge differently."""

    party_id: str
    name: str
    year: int
    before: Judged
    after: Judged

    @property
    def flips(self) -> bool:
        """Another status, and not only other allowed tonnes."""
        return (self.before.status, self.before.would_be) != (self.after.status, self.after.would_be)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """`label` beside the version in force, `beside`, by what was known at `as_of`. Nothing is recorded by asking."""

    label: str
    beside: str | None
    as_of: datetime
    judged: int
    changes: tuple[Change, ...]

    @property
    def flips(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.flips)


def preview_version(key: str, number: int, terms: dict[str, Any], *, as_of: datetime) -> Preview:
    """Raises Refusal for terms that recording would refuse."""
    check_key_and_number(key, number)
    pledged = read_terms(key, number, terms)
    check_vectors(pledged)
    return preview_recorded(pledged, as_of=as_of)


def preview_recorded(pledged: Commitment, *, as_of: datetime) -> Preview:
    """Of a version that stands: its terms and vectors were checked when it was recorded, and are not checked again."""
    preview: Preview = import_string(settings.VERSION_PREVIEW)(pledged, as_of=as_of)
    return preview
