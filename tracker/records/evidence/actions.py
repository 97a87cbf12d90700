from __future__ import annotations

from uuid import UUID

from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.files import store_file
from tracker.records.models import Evidence

from .checks import CheckedFile


@action
def record_evidence(*, actor: Actor, party_id: UUID, file: CheckedFile) -> Evidence:
    """The same file twice is one blob and two rows: each has its own title and day."""
    evidence = Evidence.objects.create(
        party_id=party_id,
        sha256=store_file(file.content),
        size=len(file.content),
        media_type=file.media_type,
        file_name=file.file_name,
        title=file.title,
        effective_date=file.effective_date,
        entered_by_user_id=actor.user_id,
        entered_by_client_id=actor.client_id,
    )
    # Neither its name nor its title: they may name people, and the chain keeps what it says for good.
    facts = {
        "sha256": evidence.sha256,
        "size": evidence.size,
        "media_type": evidence.media_type,
        "effective_date": file.effective_date.isoformat(),
    }
    record_event(verb="records.record_evidence", subject=evidence, party_id=party_id, facts=facts)
    return evidence
