from __future__ import annotations

import pytest

from tracker.records.canonical import canonical_json, sha256_of


def test_equal_values_have_equal_bytes() -> None:
    assert canonical_json({"b": "碳", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"碳"}'.encode()
    assert canonical_json({"a": 1, "b": 2}) == canonical_json({"b": 2, "a": 1})


def test_escapes_are_those_of_rfc_8785() -> None:
    text = '\u20ac$\x0f\nA\'B"\\\\"/'  # the example of RFC 8785, section 3.2.2
    assert canonical_json({"s": text}) == b'{"s":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        canonical_json({"a": [{"b": 0.1}]})


def test_the_hash_is_sha256() -> None:
    assert sha256_of(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
