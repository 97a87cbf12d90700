"""A receipt holds by its key, about its bytes, and by nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from pledgekeeper import InvalidReceipt, verify_receipt
from pledgekeeper.canonical import canonical_json

from tests.snippets import read_snippets
from tracker.local import CHECKOUT
from tracker.records.canonical import canonical_json as server_canonical_json

BODY = b'{"reporting_year": 2025}'
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def key_set(key: Ed25519PrivateKey = KEY, kid: str = "k1") -> dict[str, Any]:
    public = encode(key.public_key().public_bytes_raw())
    return {"keys": [{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": kid, "x": public}]}


def receipt(**changes: Any) -> dict[str, Any]:
    statement = {
        "kind": "pledgekeeper receipt", "key": "k1", "body_sha256": hashlib.sha256(BODY).hexdigest(),
        "recorded": [{"verb": "suppliers.submit", "number": 1}], "note": "é 琥 😀 \u2028 \x7f \"\\/\b\x1f", "checkpoint": None,
    } | changes  # fmt: skip
    return {"statement": statement, "signature": encode(KEY.sign(canonical_json(statement)))}


def test_a_receipt_holds_whatever_the_order_and_spaces_of_its_file() -> None:
    kept = json.loads(json.dumps(dict(reversed(receipt().items())), indent=4))
    kept["statement"] = dict(reversed(kept["statement"].items()))
    assert verify_receipt(kept, key_set(), body=BODY)["recorded"][0]["number"] == 1
    assert verify_receipt({"id": "r", "state": "SUBMITTED", "receipt": kept}, key_set())["key"] == "k1"


def test_signed_over_the_bytes_that_rfc_8785_has() -> None:
    assert canonical_json({"b": [1, True, None, "\u20ac$\n"], "a": {"\ufb33": 1, "\U0001f600": 2}}) == (
        '{"a":{"\U0001f600":2,"\ufb33":1},"b":[1,true,null,"\u20ac$\\n"]}'.encode()
    )


@pytest.mark.parametrize("path", [("body_sha256",), ("recorded", 0, "number"), ("note",), ("checkpoint",)])
def test_any_change_is_seen(path: tuple[Any, ...]) -> None:
    changed = deepcopy(receipt())
    place = changed["statement"]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = "another"
    with pytest.raises(InvalidReceipt, match="changed, or is not theirs"):
        verify_receipt(changed, key_set())


def test_another_key_under_the_same_name_does_not_do() -> None:
    with pytest.raises(InvalidReceipt, match="is not one of the key k1"):
        verify_receipt(receipt(), key_set(Ed25519PrivateKey.generate()))
    with pytest.raises(InvalidReceipt, match="The key k1 is not among"):
        verify_receipt(receipt(), key_set(kid="k2"))


def test_a_checkpoint_of_the_same_key_is_no_receipt() -> None:
    with pytest.raises(InvalidReceipt, match="no receipt: its kind is 'pledgekeeper audit checkpoint'"):
        verify_receipt(receipt(kind="pledgekeeper audit checkpoint"), key_set())


@pytest.mark.parametrize(("kind", "ends"), [("pledgekeeper receipt", 0), ("pledgekeeper audit checkpoint", 1)])
def test_the_page_takes_no_checkpoint_for_a_receipt_either(kind: str, ends: int, tmp_path: Path) -> None:
    snippets = read_snippets(CHECKOUT / "docs" / "how-to" / "verify-a-receipt.md")
    (code,) = [each.code for each in snippets if "verify.py" in each.code]
    (tmp_path / "answer.json").write_text(json.dumps({"receipt": receipt(kind=kind)}), encoding="utf-8")
    (tmp_path / "keys.json").write_text(json.dumps(key_set()), encoding="utf-8")
    checking = code.partition("<<'PYTHON'\n")[2].partition("PYTHON\n")[0]
    done = subprocess.run([sys.executable, "-c", checking], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "AssertionError" in done.stderr) == (ends, bool(ends))


def test_other_bytes_than_those_that_were_sent() -> None:
    with pytest.raises(InvalidReceipt, match="about other bytes"):
        verify_receipt(receipt(), key_set(), body=BODY + b"\n")


@pytest.mark.parametrize(
    "found",
    [
        [], [1], "receipt", 5, None,
        {}, {"statement": {}, "signature": ""}, {"statement": [], "signature": ""}, {"receipt": None},
        {"statement": {"key": "k1"}, "signature": 5},
        {"statement": {"key": "k1", "amount": 1.5}, "signature": "AA"}, {"statement": {"key": "k1"}, "signature": "ü"},
        {"statement": {"key": "k1", "n": 2**53}, "signature": "AA"},
    ],
)  # fmt: skip
def test_what_is_no_receipt_is_told_so(found: Any) -> None:
    with pytest.raises(InvalidReceipt, match="no receipt"):
        verify_receipt(found, key_set())


@pytest.mark.parametrize(
    "keys",
    [{}, {"keys": []}, {"keys": [{"kid": "k1"}]}, {"keys": "k1"}, [], {"keys": [{"kid": "k1", "crv": "Ed25519", "x": "AA"}]}],
)
def test_keys_that_are_none_are_told_so(keys: Any) -> None:
    with pytest.raises(InvalidReceipt, match="not among the keys"):
        verify_receipt(receipt(), keys)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcXYZ_09", max_size=4), inner, max_size=3),
)


@settings(deadline=None)
@given(values)
def test_the_client_signs_nothing_otherwise_than_the_server(plain: Any) -> None:
    assert canonical_json(plain) == server_canonical_json(plain)
