from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.files import store_file
from tracker.records.models import Evidence

from .checks import check_evidence, tidy_name, tidy_title


@action
def record_evidence(
    *, actor: Actor, party_id: UUID, content: bytes, file_name: str, title: str, effective_date: date, now: datetime
) -> Evidence:
    """The same file twice is one blob and two rows: each has its own title and day. Raises Refusal."""
    name, title = tidy_name(file_name), tidy_title(title)
    kind = check_evidence(content=content, file_name=name, title=title, effective_date=effective_date, now=now)
    evidence = Evidence.objects.create(
        party_id=party_id,
        sha256=store_file(content),
        size=len(content),
        media_type=kind.media_type,
        file_name=name,
        title=title,
        effective_date=effective_date,
        entered_by_user_id=actor.user_id,
        entered_by_client_id=actor.client_id,
    )
    # Neither its name nor its title: they may name people, and the chain keeps what it says for good.
    facts = {
        "sha256": evidence.sha256,
        "size": evidence.size,
        "media_type": evidence.media_type,
        "effective_date": effective_date.isoformat(),
    }
    record_event(verb="records.record_evidence", subject=evidence, party_id=party_id, facts=facts)
    return evidence
