"""What a provider's request is, and what its event says about one call in our words.

In: nothing; these are shapes. Out: `Delivery`, `Announcement`.
"""

from __future__ import annotations

from collections.abc import Mapping

from api.webhooks.recorded_event import RecordedCall
from models.frozen import Frozen


class Delivery(Frozen):
    """A request as it came: the public address it was sent to, with its query; headers in lower case."""

    address: str
    headers: Mapping[str, str]
    body: bytes


class Announcement(Frozen):
    """What one event says about one recorded call.

    `event_id` is the provider's, or made of what tells its events apart. The call's `external_id` names the
    recording where a call may have several, else the call; its `recording_url` is None while there is no
    recording, or never will be one. `failure` says that the provider lost a recording, in one sentence.
    `told` is what else the event says that may not differ when its id comes again.
    """

    event_id: str
    call: RecordedCall
    failure: str | None = None
    told: str | None = None
