"""Every hook by which calls come in, as its page shows it: the generic one and those of the phone providers.

In: nothing. Out: `HOOKS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.entry import Entry
from api.webhooks.announcement import Delivery
from api.webhooks.call_recorded import NAME, sample
from api.webhooks.providers import PROVIDERS
from api.webhooks.setup import Setup
from text.signed_message import secret_name


@dataclass(frozen=True)
class Hook:
    """One hook: the last part of its address, its title, the setting with its secrets, how to set it up."""

    name: str
    title: str
    setting: str
    setup: Setup

    @property
    def path(self) -> str:
        """Return its address on this server."""
        return f"/api/webhooks/{self.name}"

    def keys(self, entry: Entry) -> tuple[bytes, ...]:
        """Return the secrets that are valid now."""
        return entry.hook_keys if self.name == NAME else entry.provider_keys.get(self.name, ())

    def secret_names(self, entry: Entry) -> tuple[str, ...]:
        """Return by which names its secrets are told apart."""
        return tuple(secret_name(key) for key in self.keys(entry))

    def sample(self, key: bytes, address: str, now: datetime) -> Delivery:
        """Return a delivery that its sender could make with this secret."""
        return self.setup.sample(key, address, now)


_GENERIC: Final = Hook(
    name=NAME,
    title="Any phone system",
    setting="CALLNOTES_HOOK_SECRETS",
    setup=Setup(
        sample=sample,
        steps=(
            (
                "Make a secret as docs/hooks.md shows, put it into CALLNOTES_HOOK_SECRETS, and start "
                "the server anew."
            ),
            (
                "Let your phone system post the signed event to {address}; ten lines of curl in "
                "docs/hooks.md do it."
            ),
            (
                "Send the recording after the event, or name its address; then set "
                "CALLNOTES_RECORDING_HOSTS, too."
            ),
        ),
    ),
)

HOOKS: Final[tuple[Hook, ...]] = (
    _GENERIC,
    *(Hook(one.name, one.title, one.setting, one.setup) for one in PROVIDERS),
)
