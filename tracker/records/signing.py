"""Ed25519 signatures. The private half of each key is a file that only its owner reads; the public halves are rows."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from .acting import action
from .actors import Actor
from .audit import record_event
from .canonical import sha256_of
from .models import SigningKey
from .refusals import Conflict


@action
def add_signing_key(*, actor: Actor) -> SigningKey:
    """Makes a key that signs from now on. Its file is written first: a row without one could sign nothing."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    key_id = sha256_of(public)[:16]
    _write(_path(key_id), private)
    key = SigningKey.objects.create(id=key_id, public_key=encode(public))
    record_event(verb="records.add_signing_key", subject=key, party_id=None, facts={"public_key": key.public_key})
    return key


def newest_key() -> SigningKey | None:
    return SigningKey.objects.first()


def sign(content: bytes, key: SigningKey) -> str:
    """Raises Conflict where the private half cannot be read."""
    path = _path(key.pk)
    try:
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(private, Ed25519PrivateKey):
            raise TypeError(type(private))
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        cause = error.strerror if isinstance(error, OSError) else "It holds no private key of ours"
        raise Conflict(
            "signing-key-unusable",
            f"The private half of the signing key {key.pk} cannot be read from {path}: {cause}. "
            "Put its file there again, or begin a new key: manage.py signing_key --new",
        ) from error
    return encode(private.sign(content))


def is_signed(content: bytes, signature: str, public_key: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(decode(public_key)).verify(decode(signature), content)
        # The last character has bits to spare: one signature has one text.
        return encode(decode(signature)) == signature
    except (InvalidSignature, ValueError):
        return False


def key_set() -> dict[str, Any]:
    """Every public key as a JSON Web Key Set (RFC 7517, RFC 8037), the one that signs now first."""
    return {
        "keys": [
            {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key.pk, "x": key.public_key}
            for key in SigningKey.objects.all()
        ]
    }


def encode(content: bytes) -> str:
    """Base64url without padding, as JOSE writes it."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _path(key_id: str) -> Path:
    return Path(settings.SIGNING_KEYS) / f"{key_id}.pem"


def _write(path: Path, private: Ed25519PrivateKey) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(pem)
        stream.flush()
        os.fsync(stream.fileno())
