"""The e-waste ledger: its lines with their totals, and the two ways to add one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recycling.actions import can_reverse, record_opening_balance, reverse_entry
from recycling.models import LedgerEntry
from recycling.queries import measure_goal
from tracker.commitments.queries import list_goals
from tracker.compliance.goals import GoalProgress
from tracker.compliance.plain import plain_progress
from tracker.presentation.numbers import format_mass, format_rate
from tracker.presentation.words import MASS_STATES
from tracker.records.actors import Actor
from tracker.records.admin.cells import exact, number, pill
from tracker.records.admin.entries import EntryAdmin
from tracker.records.clock import database_now

from .forms import BalanceForm

TONES = {"CLAIMED": "info", "VERIFIED": "good", "QUARANTINED": "warn"}


def as_totals(progress: GoalProgress) -> dict[str, Any]:
    """Tonnes, as the ledger's own head shows them."""
    plain = plain_progress(progress)
    masses = (
        (_("Counted"), plain["counted_kg"]),
        (MASS_STATES["CLAIMED"].label, plain["claimed_kg"]),
        (MASS_STATES["VERIFIED"].label, plain["verified_kg"]),
        (MASS_STATES["QUARANTINED"].label, plain["quarantined_kg"]),
        (_("To go"), plain["remaining_kg"]),
    )
    return {
        "title": progress.goal.title,
        "target": format_mass(plain["target_kg"], 0),
        "share": format_rate(plain["share"]),
        "masses": [(label, format_mass(mass_kg)) for label, mass_kg in masses],
    }


@admin.register(LedgerEntry)
class LedgerEntryAdmin(EntryAdmin):
    key_name = "entry_id"
    says: ClassVar = {
        "record": gettext_lazy("Record an opening balance"),
        "recording": gettext_lazy(
            "A published total for days that no consignments are recorded for. It counts as claimed, not as verified."
        ),
        "reverse": gettext_lazy("Reverse an entry"),
        "reversing": gettext_lazy("A line of the ledger is never changed. A counter-entry takes it back, whole."),
        "missing": gettext_lazy("There is no such ledger entry."),
    }
    list_display = ("shown_period", "shown_mass", "shown_state", "kind", "source", "qualifier", "standing", "recorded")
    list_filter = ("kind", "state", "commitment")
    list_select_related = ("reversed_by", "commitment")
    list_before_template = "recycling/totals.html"
    search_fields = ("source", "qualifier", "reason")
    ordering = ("period_end", "recorded_at")
    change_form_outer_before_template = "recycling/entry_tools.html"
    fields = (
        "commitment", "kind", "shown_period", "shown_mass", "shown_state", "known_by", "source", "source_url",
        "qualifier", "reverses", "reason", "standing", "entered_by", "recorded",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerEntry]:
        return LedgerEntry.objects.select_related("reversed_by", "commitment")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        now = database_now()
        totals = [as_totals(measure_goal(goal, as_of=now)) for goal in list_goals(as_of=now)]
        return super().changelist_view(request, {"totals": totals, **(extra_context or {})})

    def make_form(self, posted: Any, now: datetime) -> BalanceForm:
        return BalanceForm(posted, goals=list_goals(as_of=now))

    def do_record(self, actor: Actor, form: BalanceForm, now: datetime) -> LedgerEntry:
        key = form.cleaned_data["commitment"]
        return record_opening_balance(actor=actor, commitment_key=key, balance=form.as_balance(), now=now)

    def do_reverse(self, actor: Actor, pk: UUID, reason: str) -> LedgerEntry:
        return reverse_entry(actor=actor, entry_id=pk, reason=reason)

    def is_reversible(self, entry: LedgerEntry) -> bool:
        return can_reverse(entry)

    def list_facts(self, entry: LedgerEntry) -> list[tuple[str, Any]]:
        mass = f"{exact(entry.mass_kg)} kg"
        return [(_("Period"), self.shown_period(entry)), (_("Mass"), mass), (_("Source"), entry.source)]

    @admin.display(description=gettext_lazy("mass, kg"), ordering="mass_kg")
    def shown_mass(self, entry: LedgerEntry) -> SafeString:
        return number(exact(entry.mass_kg))

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, entry: LedgerEntry) -> SafeString:
        return pill(MASS_STATES[entry.state].label, TONES[entry.state])

    @admin.display(description=gettext_lazy("how it is known"))
    def known_by(self, entry: LedgerEntry) -> str:
        return _("estimated") if entry.estimated else _("not estimated")
