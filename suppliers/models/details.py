"""What a revision may state beyond scope 1 and scope 2. Nothing of it has to be there; what is not there is null."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import BooleanField, F, Func, Q, Value

from .codes import AllocationMethod, AssuranceParty, DataQuality

_AMOUNT = "(0|[1-9][0-9]{0,13})([.][0-9]{1,6})?"


def amount_field(**options: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=20, decimal_places=6, null=True, validators=[MinValueValidator(0)], **options)


class Details(models.Model):
    """Keyed figures are JSON whose amounts are decimals as text, exactly as they were sent."""

    scope_3_tco2e = models.JSONField("scope 3 by category, tCO2e", null=True)
    gas_masses_t = models.JSONField("scope 1 by gas, tonnes of gas", null=True)
    biogenic_co2_t = amount_field(verbose_name="biogenic CO2, t")
    energy_mwh = amount_field(verbose_name="energy, MWh")
    electricity_mwh = amount_field(verbose_name="purchased electricity, MWh")
    renewable_energy_mwh = amount_field(verbose_name="renewable energy, MWh")
    denominators = models.JSONField("intensity denominators", null=True)
    allocation_method = models.CharField(max_length=15, choices=AllocationMethod, blank=True, default="")
    allocation_share = models.DecimalField(
        max_digits=7, decimal_places=6, null=True, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )

    scope_1_by_source_tco2e = models.JSONField("scope 1 by source, tCO2e", null=True)
    # Apart from the scopes: nothing is ever taken off them.
    offsets_tco2e = amount_field(verbose_name="offsets, tCO2e")
    removals_tco2e = amount_field(verbose_name="removals, tCO2e")
    data_quality = models.CharField(max_length=10, choices=DataQuality, blank=True, default="")
    data_quality_text = models.TextField("data quality in words", blank=True, default="")
    assurance_party = models.CharField(max_length=12, choices=AssuranceParty, blank=True, default="")
    assurance_date = models.DateField(null=True)
    external_ids = models.JSONField("ids as they were stated", null=True)
    nil_report = models.BooleanField(default=False)

    class Meta:
        abstract = True


def _matches(column: str, path: str) -> Q:
    """A null column is let through: a check fails on false only."""
    return Q(Func(F(column), Value(path), function="jsonb_path_match", output_field=BooleanField()))


def _keyed(column: str, key: str) -> models.CheckConstraint:
    wrong = f'@.value.type() != "string" || !(@.value like_regex "^{_AMOUNT}$") || !(@.key like_regex "^{key}$")'
    path = f'$.type() == "object" && exists($.keyvalue()) && !exists($.keyvalue() ? ({wrong}))'
    return models.CheckConstraint(condition=_matches(column, path), name=f"{column}_are_amounts")


def _external_ids() -> models.CheckConstraint:
    wrong = '@.value.type() != "string" || !(@.key like_regex "^[a-z]+$")'
    path = f'$.type() == "object" && exists($.keyvalue()) && !exists($.keyvalue() ? ({wrong}))'
    return models.CheckConstraint(condition=_matches("external_ids", path), name="external_ids_are_text")


def _denominators() -> models.CheckConstraint:
    wrong = " || ".join(
        f'!exists(@.{part} ? (@.type() == "string" && @ like_regex "^{pattern}$"))'
        for part, pattern in (("name", "[A-Z][A-Z0-9_]{0,39}"), ("unit", ".{1,40}"), ("amount", _AMOUNT))
    )
    path = f'$.type() == "array" && exists($[*]) && !exists($[*] ? ({wrong}))'
    return models.CheckConstraint(condition=_matches("denominators", path), name="denominators_are_amounts")


_AMOUNTS = (
    "biogenic_co2_t", "energy_mwh", "electricity_mwh", "renewable_energy_mwh", "offsets_tco2e", "removals_tco2e",
)  # fmt: skip
DETAIL_CONSTRAINTS = (
    _keyed("scope_3_tco2e", "([1-9]|1[0-5])"),
    _keyed("gas_masses_t", "[A-Z0-9_]+"),
    _keyed("scope_1_by_source_tco2e", "[A-Z_]+"),
    _denominators(),
    _external_ids(),
    *(models.CheckConstraint(condition=Q(**{f"{name}__gte": 0}), name=f"{name}_not_negative") for name in _AMOUNTS),
    models.CheckConstraint(
        # Without the second clause a null share would be unknown, and what is unknown is let through.
        condition=Q(allocation_method="", allocation_share__isnull=True)
        | (~Q(allocation_method="") & Q(allocation_share__isnull=False, allocation_share__range=(0, 1))),
        name="allocation_has_method_and_share",
    ),
    models.CheckConstraint(
        condition=Q(nil_report=False) | (Q(scope_1_tco2e=0) & ~Q(explanation="")), name="nil_report_is_zero_and_explained"
    ),
)
