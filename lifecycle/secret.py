"""Makes the random secrets of cookies, links and tokens, and the hashes under which they are kept.

Out: 256 random bits as text; SHA-256 in hex. A random secret needs no slow hash;
passwords do (passwords.py).
"""

from __future__ import annotations

import hashlib
import secrets


def new_secret() -> str:
    """Return a secret that nobody can guess."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Return the hash that is kept instead of the secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
