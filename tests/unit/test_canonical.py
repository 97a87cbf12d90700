from __future__ import annotations

import json

import pytest

from tracker.records.canonical import canonical_json, canonical_received, plain_number, sha256_of


def test_equal_values_have_equal_bytes() -> None:
    assert canonical_json({"b": "碳", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"碳"}'.encode()
    assert canonical_json({"a": 1, "b": 2}) == canonical_json({"b": 2, "a": 1})


def test_escapes_are_those_of_rfc_8785() -> None:
    text = '\u20ac$\x0f\nA\'B"\\\\"/'  # the example of RFC 8785, section 3.2.2
    assert canonical_json({"s": text}) == b'{"s":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'


def test_keys_stand_in_the_order_of_rfc_8785() -> None:
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]  # its example, section 3.2.3
    expected = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical_json(dict.fromkeys(keys, "")))) == expected
    assert list(json.loads(canonical_json([{"a": dict.fromkeys(keys)}]))[0]["a"]) == expected


@pytest.mark.parametrize(("value", "why"), [(0.1, "float"), (2**53, "double"), (-(2**53), "double")])
def test_a_number_that_doubles_do_not_hold_is_refused(value: object, why: str) -> None:
    with pytest.raises(TypeError, match=why):
        canonical_json({"a": [{"b": value}]})


def test_a_key_is_text() -> None:
    with pytest.raises(TypeError, match="not text"):
        canonical_json({1: "a"})
    with pytest.raises(UnicodeEncodeError):
        canonical_json({"\ud800": "a"})


def test_the_hash_is_sha256() -> None:
    assert sha256_of(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_what_was_received_has_its_numbers_as_text() -> None:
    raw = b' {"b": [5e-05, 1.50, 12345678901234.123456, -0], "a": {"\xe7\xa2\xb3": true, "x": 7}, "c": "1.50"}\n'
    assert canonical_received(raw) == (
        '{"a":{"x":"7","碳":true},"b":["0.00005","1.50","12345678901234.123456","-0"],"c":"1.50"}'.encode()
    )


@pytest.mark.parametrize(("text", "plain"), [("1E+2", "100"), ("1.0e1", "10"), ("0.10", "0.10"), ("2025", "2025")])
def test_a_number_keeps_its_digits(text: str, plain: str) -> None:
    assert plain_number(text) == plain
