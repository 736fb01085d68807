"""Signs a message as Standard Webhooks does, and reads the secrets that it is signed with.

In: a key, the message's id, the moment in whole seconds, the bytes. Out: `v1,` and the signature in base64.
Source: the Standard Webhooks specification, symmetric signatures (v1, HMAC-SHA256 over `id.timestamp.body`).
Not here: checking what came in (api/webhooks/signature.py), sending (exchange/post_signed.py).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac


def read_secret(secret: str) -> bytes | None:
    """Return the key in `whsec_` and base64 of 24 to 64 bytes, or None when it is something else."""
    text = secret.removeprefix("whsec_")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if secret.startswith("whsec_") and 24 <= len(key) <= 64 else None


def secret_name(key: bytes) -> str:
    """Return eight digits by which people tell this secret from others; the secret is not in them."""
    return hashlib.sha256(b"callnotes secret:" + key).hexdigest()[:8]


def digest(key: bytes, message_id: str, timestamp: str, body: bytes) -> bytes:
    """Return the bytes of the signature."""
    return hmac.digest(key, b".".join((message_id.encode(), timestamp.encode(), body)), hashlib.sha256)


def signatures(keys: tuple[bytes, ...], message_id: str, timestamp: str, body: bytes) -> str:
    """Return the header `webhook-signature`: one signature for each key, so that a key can be exchanged."""
    signed = (base64.b64encode(digest(key, message_id, timestamp, body)).decode() for key in keys)
    return " ".join(f"v1,{one}" for one in signed)
