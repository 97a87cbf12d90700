"""Bad inputs by name, for POST emissions-reports and revisions alike. The next one is one more word in one of these lines.

A case changes a field of a good body (`dict`), writes its scope 1 as a raw JSON number (`str`), or is a whole body (`bytes`).
Each expects a status, the place that the answer points at (`""` for the body as a whole), and what it says of what came.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

QUANTITIES = ("scope_1_tco2e", "scope_2_location_tco2e", "scope_2_market_tco2e", "energy_mwh", "allocation_share")
TEXTS = ("explanation", "assurance_provider")
DEEP = b'{"explanation":' + b"[" * 25 + b"]" * 25 + b"}"


@dataclass(frozen=True, slots=True)
class Bad:
    name: str
    check: int
    sent: dict[str, Any] | str | bytes
    pointer: str
    says: str
    status: int = 400
    media_type: str = "application/json"


_NO_QUANTITIES = {
    64: {
        "underscore": "1_000", "arabic": "١٢٣", "persian": "۱۲۳", "devanagari": "१२३", "full-width": "１２３", "bengali": "১২৩",
        "thai": "๑๒๓", "decimal-comma": "1,5", "thousands-comma": "1,000.5", "thousands-point": "1.000,5",
        "apostrophe": "1'000",
        "no-break-space": "1\u00a0000", "thin-space": "1\u2009000", "hex": "0x10", "octal": "0o17", "binary": "0b1",
        "plus": "+1", "spaces": " 1 ", "leading-space": " 1", "trailing-space": "1 ", "tab": "1\t", "newline": "1\n",
        "exponent": "1e3", "exponent-upper": "1E3", "leading-zero": "007", "two-zeros": "00",
        "bare-point": ".", "no-lead": ".5",
        "no-tail": "5.", "two-points": "1.2.3", "unit": "51712.8 t", "unit-glued": "5kg", "percent": "5%", "fraction": "1/2",
        "half": "½", "superscript": "5²", "roman": "Ⅻ", "hanzi": "五", "infinity-sign": "∞", "currency": "$5", "about": "~5",
        "less-than": "<5", "range": "5-6", "formula": "=1+1", "empty": "", "space": " ", "word": "none", "na": "n/a",
        "null-word": "null", "true-word": "true", "minus-unicode": "−5",
        "quoted": '"5"', "parentheses": "(5)", "e-only": "e5", "j": "1j", "decimal-suffix": "1m",
    },
    63: {"nan": "NaN", "snan": "sNaN", "infinity": "Infinity", "minus-infinity": "-Infinity", "inf": "inf",
    "nan-payload": "NaN123"},
    62: {"eighteen-digits-whole": "123456789012345678", "fifteen-digits": "123456789012345", "five-hundred-digits": "9" * 500},
    65: {"negative": "-1", "negative-decimal": "-0.000001", "double-minus": "--1"},
    66: {"seven-places": "1.1234567", "twenty-places": "0." + "1" * 20},
}  # fmt: skip
_NO_JSON_QUANTITIES: dict[int, dict[str, Any]] = {
    64: {"true": True, "false": False, "array": [], "array-of-one": [5], "object": {}, "object-value": {"value": 5}},
    65: {"number-negative": -5, "number-negative-decimal": -0.5},
    66: {"number-seven-places": 1.1234567},
    62: {"number-fifteen-digits": 10**15, "number-large-exponent": 1e15},
}
_NO_YEARS: dict[str, Any] = {
    "0000": 0, "10000": 10_000, "text": "2025",
    "true": True, "null": None, "decimal": 2025.5, "decimal-zero": 2025.0, "array": [2025], "object": {},
    "negative": -2025, "1989": 1989, "2201": 2201, "two-digits": 25, "full-width": "２０２５", "empty": "", "huge": 10**30,
    "fiscal": "FY2025", "range": "2024-2025",
}  # fmt: skip
_NO_DAYS: dict[str, Any] = {
    "slashes": "2025/12/31", "american": "12/31/2025", "german": "31.12.2025", "compact": "20251231", "week": "2025-W01-1",
    "ordinal": "2025-365", "with-time": "2025-12-31T00:00:00Z", "zone-less-time": "2025-12-31T00:00:00",
    "no-such-day": "2025-02-30",
    "month-13": "2025-13-01", "day-0": "2025-01-00", "year-0000": "0000-01-01", "year-10000": "10000-01-01",
    "short": "2025-1-1",
    "spaces": " 2025-12-31", "full-width": "２０２５-１２-３１",
    "number": 20251231, "true": True, "null": None, "array": ["2025-12-31"],
    "empty": "", "word": "today", "epoch": 1767139200, "minus-signs": "2025−12−31", "newline": "2025-12-31\n",
}  # fmt: skip
_NO_CODES: dict[str, Any] = {
    "lower": "operational_control", "mixed": "Operational_Control", "display": "Operational control",
    "unknown": "JOINT_VENTURE",
    "trailing-space": "OPERATIONAL_CONTROL ", "number": 1, "true": True, "null": None, "array": ["OPERATIONAL_CONTROL"],
    "object": {}, "empty": "",
}  # fmt: skip
_NO_TEXTS: dict[str, Any] = {"number": 7, "true": True, "array": ["text"], "object": {"en": "text"}, "null": None}
_NO_CHARACTERS = {
    "nul": 0x00, "bell": 0x07, "backspace": 0x08, "escape": 0x1B, "unit-separator": 0x1F, "delete": 0x7F, "c1-first": 0x80,
    "c1-next-line": 0x85, "c1-last": 0x9F, "surrogate-high": 0xD800, "surrogate-low": 0xDFFF, "bidi-embedding": 0x202A,
    "bidi-override": 0x202E, "bidi-isolate": 0x2066, "bidi-pop-isolate": 0x2069, "left-to-right": 0x200E,
    "right-to-left": 0x200F, "arabic-letter-mark": 0x061C, "zero-width-space": 0x200B, "word-joiner": 0x2060,
    "byte-order-mark": 0xFEFF, "soft-hyphen": 0x00AD, "tag": 0xE0041,
}  # fmt: skip
_NO_FIELDS = {
    "id": "11111111-1111-4111-8111-111111111111", "supplier": "Amberlin", "party_id": "11111111-1111-4111-8111-111111111111",
    "status": "ACCEPTED", "state": "ACCEPTED", "approved_by": 1, "decided_by": 1, "created": "2025-01-01", "recorded_at": "x",
    "version": 1, "number": 7, "revision_number": 7, "content_sha256": "0" * 64, "decision": {}, "role": "ADMINISTRATOR",
    "is_staff": True, "scope": "PROGRAMME_READER", "warnings": [], "Scope_1_tco2e": "5", "scope_1_tco2e ": "5", "scope1": "5",
    "scope_1_kg": "5", "": "empty", "__proto__": {}, "constructor": {}, "a/b~c": 1, "<script>": 1, "$where": "1", "键": 1,
}  # fmt: skip
_BODIES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "The field is missing"), "spaces": (b"   ", "not JSON"), "array": (b"[]", "an array"),
    "null": (b"null", "null"),
    "number": (b"7", "a number"), "text": (b'"text"', "text"), "true": (b"true", "true"), "open": (b"{", "line 1"),
    "cut-in-text": (b'{"gwp_set": "A', "not JSON"), "cut-in-key": (b'{"gwp_s', "not JSON"),
    "trailing-comma": (b'{"a": 1,}', "not JSON"),
    "single-quotes": (b"{'a': 1}", "not JSON"), "bare-keys": (b"{a: 1}", "not JSON"), "comment": (b'{"a": 1} // x', "not JSON"),
    "two-objects": (b'{"a": 1} {"b": 2}', "not JSON"), "form": (b"reporting_year=2025&gwp_set=AR5", "not JSON"),
    "xml": (b"<report/>", "not JSON"), "yaml": (b"gwp_set: AR5", "not JSON"), "raw-newline": (b'{"a": "x\ny"}', "not JSON"),
    "bom": (b"\xef\xbb\xbf{}", "not JSON"), "utf-16": ("{}".encode("utf-16"), "UTF-8"),
    "utf-16-be": ("{}".encode("utf-16-be"), "not JSON"),
    "utf-32": ("{}".encode("utf-32"), "UTF-8"), "latin-1": (b'{"a": "\xe9"}', "UTF-8"),
    "lone-continuation": (b'{"a": "\x80"}', "UTF-8"),
    "overlong": (b'{"a": "\xc0\xaf"}', "UTF-8"), "utf-8-surrogate": (b'{"a": "\xed\xa0\x80"}', "UTF-8"),
    "beyond-unicode": (b'{"a": "\xf4\x90\x80\x80"}', "UTF-8"), "gzip": (b"\x1f\x8b\x08\x00", "UTF-8"),
    "nul-bytes": (b"\0\0\0", "not JSON"),
    "duplicate": (b'{"gwp_set": "AR4", "gwp_set": "AR5"}', "gwp_set"), "duplicate-inside": (b'{"a": {"b": 1, "b": 2}}', "b"),
    "duplicate-escaped": (b'{"a": 1, "\\u0061": 2}', "a"), "deep-array": (DEEP, "20"),
    "deep-object": (b'{"a":' * 25 + b"1" + b"}" * 25, "20"),
    "hundred-thousand-deep": (b"[" * 100_000, "20"),
    "key-with-nul": (b'{"a\\u0000": 1}', "U+0000"), "key-with-bidi": (b'{"\\u202ea": 1}', "U+202E"),
}  # fmt: skip
_RAW_NUMBERS = {
    "1e400": (63, "1E+400"), "nan": (63, "NaN"), "infinity": (63, "Infinity"), "minus-infinity": (63, "-Infinity"),
    "leading-zero": (64, "not JSON"), "plus": (64, "not JSON"), "hex": (64, "not JSON"), "point": (64, "not JSON"),
    "underscore": (64, "not JSON"), "minus": (64, "not JSON"), "five-thousand-digits": (62, "5000"),
    "nineteen-digits": (62, "14"),
    "nineteen-with-places": (66, "6 decimal places"), "seven-places": (66, "6 decimal places"),
    "1e-400": (66, "6 decimal places"),
    "minus-one": (65, "-1"), "minus-tiny": (65, "-0.000001"), "huge-exponent": (63, "beyond"),
}  # fmt: skip
_WRITTEN = {
    "1e400": "1e400", "nan": "NaN", "infinity": "Infinity", "minus-infinity": "-Infinity", "leading-zero": "01", "plus": "+1",
    "hex": "0x10", "point": "1.", "underscore": "1_000", "minus": "-", "five-thousand-digits": "9" * 5000,
    "nineteen-digits": "1234567890123456789", "nineteen-with-places": "123456789012.1234567", "seven-places": "1.1234567",
    "1e-400": "1e-400", "minus-one": "-1", "minus-tiny": "-0.000001", "huge-exponent": "1e9999999999999999999",
}  # fmt: skip
_MEDIA_TYPES = (
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "text/csv",
)


def _shown(value: Any) -> str:
    """What the answer quotes of a value, at least its beginning."""
    return value.strip()[:20] if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:20]


def _fields(kind: str, check: int, key: str, values: dict[str, Any]) -> list[Bad]:
    return [Bad(f"{key}-{kind}-{name}", check, {key: value}, f"/{key}", _shown(value)) for name, value in values.items()]


def _quantities() -> list[Bad]:
    tables = (("text", _NO_QUANTITIES), ("json", _NO_JSON_QUANTITIES))
    cases = [
        case
        for key in QUANTITIES
        for kind, table in tables
        for check, values in table.items()
        for case in _fields(kind, check, key, values)
    ]
    raw = [Bad(f"raw-{name}", check, _WRITTEN[name], "", says) for name, (check, says) in _RAW_NUMBERS.items()]
    return [*cases, *raw, *_fields("json", 64, "scope_1_tco2e", {"null": None})]


_WAFERS = {"name": "WAFERS", "unit": "1000 wafers", "amount": "5"}
# What was sent, where the answer points, and what it says.
_NO_DETAILS: dict[str, tuple[dict[str, Any], str, str]] = {
    "category-0": ({"scope_3_tco2e": {"0": "1"}}, "/scope_3_tco2e/0", "no such key"),
    "category-16": ({"scope_3_tco2e": {"16": "1"}}, "/scope_3_tco2e/16", "no such key"),
    "category-01": ({"scope_3_tco2e": {"01": "1"}}, "/scope_3_tco2e/01", "no such key"),
    "category-by-name": ({"scope_3_tco2e": {"Business travel": "1"}}, "/scope_3_tco2e/Business travel", "no such key"),
    "category-full-width": ({"scope_3_tco2e": {"１": "1"}}, "/scope_3_tco2e/１", "no such key"),
    "categories-empty": ({"scope_3_tco2e": {}}, "/scope_3_tco2e", "Nothing was sent"),
    "categories-array": ({"scope_3_tco2e": ["1"]}, "/scope_3_tco2e", '["1"]'),
    "categories-total": ({"scope_3_tco2e": "5"}, "/scope_3_tco2e", '"5"'),
    "categories-many": ({"scope_3_tco2e": {f"x{n}": "1" for n in range(60)}}, "/scope_3_tco2e", "60 keys"),
    "gas-group": ({"gas_masses_t": {"HFCS": "1"}}, "/gas_masses_t/HFCS", "no such key"),
    "gas-lower": ({"gas_masses_t": {"sf6": "1"}}, "/gas_masses_t/sf6", "no such key"),
    "gas-co2e": ({"gas_masses_t": {"CO2e": "1"}}, "/gas_masses_t/CO2e", "no such key"),
    "gases-empty": ({"gas_masses_t": {}}, "/gas_masses_t", "Nothing was sent"),
    "gases-true": ({"gas_masses_t": True}, "/gas_masses_t", "true"),
    "denominators-object": ({"denominators": {"WAFERS": "5"}}, "/denominators", "WAFERS"),
    "denominators-empty": ({"denominators": []}, "/denominators", "[]"),
    "denominators-many": ({"denominators": [_WAFERS] * 21}, "/denominators", "WAFERS"),
    "denominator-text": ({"denominators": ["WAFERS"]}, "/denominators/0", "str was sent"),
    "denominator-without-unit": ({"denominators": [{"name": "W", "amount": "5"}]}, "/denominators/0/unit", "missing"),
    "denominator-unknown": ({"denominators": [_WAFERS | {"per": 1}]}, "/denominators/0/per", "no field"),
    "denominator-name-lower": ({"denominators": [_WAFERS | {"name": "wafers"}]}, "/denominators/0", "capitals"),
    "denominator-unit-spaces": ({"denominators": [_WAFERS | {"unit": " a"}]}, "/denominators/0", "capitals"),
    "denominator-unit-long": ({"denominators": [_WAFERS | {"unit": "a" * 41}]}, "/denominators/0/unit", "41"),
    "denominator-twice": ({"denominators": [_WAFERS, _WAFERS]}, "/denominators/1/name", "sent twice"),
    "share-alone": ({"allocation_share": "0.5"}, "/allocation_method", "A share was sent"),
    "method-alone": ({"allocation_method": "MASS"}, "/allocation_share", "A method was sent"),
    "share-above-one": ({"allocation_share": "1.000001", "allocation_method": "MASS"}, "/allocation_share", "1.000001"),
    "share-in-percent": ({"allocation_share": "25", "allocation_method": "MASS"}, "/allocation_share", "25"),
    "method-lower": ({"allocation_share": "0.5", "allocation_method": "mass"}, "/allocation_method", "mass"),
    "renewable-above-energy": ({"energy_mwh": "5", "renewable_energy_mwh": "6"}, "/renewable_energy_mwh", "6 MWh"),
    "electricity-above-energy": ({"energy_mwh": "5", "electricity_mwh": "5.000001"}, "/electricity_mwh", "5.000001 MWh"),
}


def _details() -> list[Bad]:
    inside = (
        ("scope_3_tco2e", "/scope_3_tco2e/1", lambda amount: {"1": amount}),
        ("gas_masses_t", "/gas_masses_t/SF6", lambda amount: {"CO2": "7", "SF6": amount}),
        ("denominators", "/denominators/1/amount", lambda amount: [_WAFERS, _WAFERS | {"name": "DIES", "amount": amount}]),
    )
    amounts = [
        Bad(f"inside-{key}-{name}", check, {key: wrap(amount)}, pointer, _shown(amount))
        for key, pointer, wrap in inside
        for check, table in _NO_QUANTITIES.items()
        for name, amount in table.items()
    ]
    return [*amounts, *(Bad(f"details-{name}", 71, *case) for name, case in _NO_DETAILS.items())]


def _texts() -> list[Bad]:
    characters = [
        Bad(f"{key}-{place}-{name}", 72, {key: text.format(chr(point))}, "", f"/{key} holds the character U+{point:04X}")
        for key in TEXTS
        for place, text in (("begin", "{}a"), ("end", "a{}"))
        for name, point in _NO_CHARACTERS.items()
    ]
    keys = [Bad(f"key-{name}", 72, {f"a{chr(point)}": 1}, "", f"U+{point:04X}") for name, point in _NO_CHARACTERS.items()]
    inside = [Bad(f"inside-{name}", 72, {"x": [{"y": chr(point)}]}, "", "/x/0/y") for name, point in _NO_CHARACTERS.items()]
    long = [
        Bad("explanation-long", 74, {"explanation": "😀" * 10_001}, "/explanation", "10001"),
        Bad("provider-long", 74, {"assurance_provider": "x" * 201}, "/assurance_provider", "201"),
    ]
    kinds = [case for key in TEXTS for case in _fields("json", 71, key, _NO_TEXTS)]
    return [*characters, *keys, *inside, *long, *kinds]


def _bodies() -> list[Bad]:
    whole = [Bad(f"body-{name}", 71, raw, "", says) for name, (raw, says) in _BODIES.items()]
    kinds = [Bad(f"media-type-{kind[:20]}", 71, b"{}", "", kind.split(";")[0], 415, kind) for kind in _MEDIA_TYPES]
    large = Bad("body-over-1-mib", 71, b'{"explanation": "' + b"x" * 1024 * 1024 + b'"}', "", "1 MiB", 413)
    unknown = [Bad(f"unknown-{name}", 71, {name: value}, _pointer(name), "no field") for name, value in _NO_FIELDS.items()]
    return [*whole, *kinds, large, *unknown]


def _pointer(name: str) -> str:
    return "/" + name.replace("~", "~0").replace("/", "~1")


BAD_INPUTS = [
    *_quantities(),
    *(case for key in ("period_start", "period_end") for case in _fields("day", 69, key, _NO_DAYS)),
    *_fields("code", 71, "consolidation_approach", _NO_CODES),
    *_fields("code", 71, "gwp_set", {"ar5": "ar5", "number": 5, "ar7": "AR7", "null": None}),
    *_fields("code", 71, "assurance_level", {"high": "HIGH", "lower": "limited", "null": None}),
    *_details(),
    *_texts(),
    *_bodies(),
]
BAD_YEARS = _fields("year", 69, "reporting_year", _NO_YEARS)
