"""Receipts: signed by the server (Ed25519), checked here without it."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .canonical import canonical_json

KIND = "pledgekeeper receipt"


class InvalidReceipt(Exception):
    """One sentence: what does not hold."""


def verify_receipt(receipt: dict[str, Any], keys: dict[str, Any], *, body: bytes | None = None) -> dict[str, Any]:
    """The statement, once its signature holds by one of `keys`, a JSON Web Key Set. Raises InvalidReceipt.

    `receipt` may be the whole answer that it came in. With `body`, the bytes that were sent, it also has to be about them.
    """
    try:
        found = receipt.get("receipt", receipt)
        statement, signature = found["statement"], _decode(found["signature"])
        key_id, signed = statement["key"], canonical_json(statement)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidReceipt(f"This is no receipt: it has no statement with a key and a signature ({error}).") from error
    if statement.get("kind") != KIND:
        # The same key signs checkpoints of the audit chains too.
        raise InvalidReceipt(f"This is no receipt: its kind is {statement.get('kind')!r}, where {KIND!r} was expected.")
    try:
        _find_key(keys, key_id).verify(signature, signed)
    except InvalidSignature as error:
        raise InvalidReceipt(
            f"The signature is not one of the key {key_id}: the statement was changed, or is not theirs."
        ) from error
    if body is not None and statement.get("body_sha256") != hashlib.sha256(body).hexdigest():
        raise InvalidReceipt("The signature holds, but the receipt is about other bytes than these.")
    checked: dict[str, Any] = statement
    return checked


def _find_key(keys: dict[str, Any], key_id: str) -> Ed25519PublicKey:
    try:
        (known,) = [key["x"] for key in keys["keys"] if key.get("kid") == key_id and key.get("crv") == "Ed25519"]
        return Ed25519PublicKey.from_public_bytes(_decode(known))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidReceipt(f"The key {key_id} is not among the keys that were given.") from error


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
