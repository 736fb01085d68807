"""The connection of an app to a CRM by OAuth: what lets us in, for how long, and who made it.

Out: `Grant` (what the CRM gave), `HeldTokens` (what is kept of it), `Connection` (what people may see).
Tokens are `SecretStr`: no text of an error and no log shows them.
"""

from __future__ import annotations

from pydantic import AwareDatetime, SecretStr

from models.frozen import Frozen


class Grant(Frozen):
    """What the CRM gave for a code or a refresh token; `lasts_s` is how long the access token is good."""

    access: SecretStr
    refresh: SecretStr
    lasts_s: float
    account: str | None = None


class HeldTokens(Frozen):
    """The tokens as they are kept; `version` grows with every change, so that nobody acts on an old state."""

    access: SecretStr
    refresh: SecretStr
    good_until: AwareDatetime
    version: int


class Connection(Frozen):
    """A connection without its tokens: to which account, made by whom, renewed when, good until when."""

    account: str | None
    connected_by: str
    connected_at: AwareDatetime
    renewed_at: AwareDatetime
    good_until: AwareDatetime
