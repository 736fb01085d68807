"""What is told to the outside by signed webhooks: kinds of event, what an answer means, when to try again.

Source: the Standard Webhooks specification, "Deliverability and reliability".
Not here: what stands in a message (lifecycle/announce.py, lifecycle/outgoing_body.py), sending (exchange).
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, get_args

from pydantic import AwareDatetime

from models.frozen import Frozen

EventKind = Literal[
    "call.received",
    "call.ready_for_review",
    "call.confirmed",
    "call.rejected",
    "call.withdrawn",
    "call.failed",
    "call.erased",
    "promise.due",
    "promise.overdue",
    "trust.drift",
    "trust.given",
    "trust.withdrawn",
]
#: What an endpoint may ask for, in the order of a call's life.
EVENT_KINDS: Final[tuple[EventKind, ...]] = get_args(EventKind)
#: Sent when a person asks for it, to one endpoint, whatever it asked for; tried once.
TEST: Final = "webhook.test"

#: What came back: a word that says whose fault it was, and never a byte of what the receiver wrote.
Outcome = Literal[
    "unknown",
    "taken",
    "gone",
    "redirect",
    "refused",
    "busy",
    "broken",
    "slow",
    "no_connection",
    "no_tls",
    "no_http",
    "no_name",
    "not_allowed",
]

#: The same for people; what stands behind it is for who looks after the receiver.
OUTCOME_WORDS: Final[dict[Outcome, str]] = {
    "unknown": "not known yet",
    "taken": "taken",
    "gone": "gone for good",
    "redirect": "a redirect, which is not followed",
    "refused": "refused",
    "busy": "busy",
    "broken": "broken",
    "slow": "no answer in time",
    "no_connection": "no connection",
    "no_tls": "its certificate or TLS does not hold",
    "no_http": "no HTTP came back",
    "no_name": "its name does not resolve",
    "not_allowed": "its address may not be sent to",
}

#: Seconds before each try, the first one included: over three days, as the specification's example has it.
TRIES_AFTER_S: Final = (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
#: A wait is longer by up to this share, at random, so that many messages do not come back as one wave.
JITTER: Final = 0.1
#: A receiver may ask for patience, but for no more than this.
LONGEST_RETRY_AFTER_S: Final = 86_400.0
#: After no answer, or one that says "too much", the whole endpoint is left alone for at most this long.
LONGEST_REST_S: Final = 60.0
#: An endpoint that took nothing for so long is paused until a person looks at it.
PAUSED_AFTER_S: Final = 5 * 86_400.0
#: A secret that was exchanged signs beside the new one for so long.
BOTH_SIGN_FOR_S: Final = 86_400.0
#: What was delivered is shown in the log for so many days.
KEPT_FOR_DAYS: Final = 30

_TRIED_AGAIN_LATER: Final = frozenset({"busy", "broken", "slow", "no_connection", "no_tls", "no_name"})


class Came(NamedTuple):
    """What came back to a message: a word, the status where there was one, and the patience asked for."""

    outcome: Outcome
    status: int | None = None
    retry_after_s: float | None = None

    @property
    def rests(self) -> bool:
        """True where more messages at once would not help the receiver."""
        return self.outcome in _TRIED_AGAIN_LATER


def outcome_of(status: int) -> Outcome:
    """Return what a status means to the sender of a webhook."""
    if 200 <= status < 300:
        return "taken"
    if 300 <= status < 400:
        return "redirect"
    if status == 410:
        return "gone"
    if status in {408, 425, 429, 502, 503, 504}:
        return "busy"
    return "broken" if status >= 500 else "refused"


def wait_s(tries: int, came: Came, *, chance: float) -> float | None:
    """Return the seconds before the next try after so many failed ones; None when none is left.

    `chance` is a random number from 0 to 1. A receiver that asks for more patience gets it.
    """
    if tries >= len(TRIES_AFTER_S):
        return None
    planned = TRIES_AFTER_S[tries] * (1 + JITTER * chance)
    asked = min(came.retry_after_s or 0.0, LONGEST_RETRY_AFTER_S)
    return max(planned, asked)


class OutgoingEndpoint(Frozen):
    """Where events are sent, as an admin sees it; of its secrets only the names.

    `url` is None where it was sealed with another master key. `waiting` counts messages that are to be sent,
    `missed` those of which no try is left.
    """

    name: str
    url: str | None
    events: tuple[str, ...]
    with_items: bool = False
    made_by: str
    made_at: AwareDatetime
    secrets: tuple[str, ...] = ()
    paused_at: AwareDatetime | None = None
    paused_why: str | None = None
    failing_since: AwareDatetime | None = None
    waiting: int = 0
    missed: int = 0


class OutgoingTry(Frozen):
    """One line of the log of deliveries: what was sent when, as which try, and what came back."""

    endpoint: str
    message_id: str
    kind: str
    call_id: str | None = None
    number: int
    at: AwareDatetime
    took_s: float | None = None
    outcome: Outcome
    status: int | None = None
    next_at: AwareDatetime | None = None


class OutgoingMessage(Frozen):
    """A message that one worker has taken to send: what it tells, and which try it is.

    `facts` is the JSON that was stored with the event. `call_id` names a call that may be gone.
    """

    delivery: int
    try_id: int
    number: int
    sequence: int
    message_id: str
    kind: str
    at: AwareDatetime
    call_id: str | None
    facts: str
    endpoint: str
    url: str | None
    keys: tuple[bytes, ...]
    with_items: bool
