"""Who may come in, and what the endpoints then work with; made once from `Doors` when the app is made.

In: `Doors`. Out: `Entry`, the dependencies `let_in(permission)` and `let_in_with_ticket`.
The secrets themselves stay behind: only their hashes and keys are kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Final, TypeVar

import anyio
from anyio import to_thread
from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool

from api.change_feed import ChangeFeed
from api.doors import Doors
from api.request_body import RequestBody
from api.tokens import TokenGate, bearer
from api.upload_ticket import UploadTickets
from api.webhooks.signature import read_hook_secrets
from api.webhooks.tally import Tally
from lifecycle.audit_watch import AuditWatch
from lifecycle.tokens import machine_of
from models.access import Actor, Permission, scopes_for
from models.errors import ForbiddenError, HookBusyError

T = TypeVar("T")

#: Who shows a signature of the hooks' secret, or the ticket that was given for one.
HOOK: Final = Actor(name="hook", scopes=("calls:write",), door="hook")

_scheme = HTTPBearer(
    auto_error=False, description="A token of the page Tokens, or one of CALLNOTES_API_TOKENS."
)


@dataclass(frozen=True)
class Entry:
    """The doors without their secrets, and what checks who comes in.

    `test_mark` is shown by a test of a hook that this very process makes, and known to nobody else.
    """

    doors: Doors
    tokens: TokenGate
    tickets: UploadTickets
    hook_keys: tuple[bytes, ...]
    hubspot_key: bytes | None
    provider_keys: Mapping[str, tuple[bytes, ...]]
    uploads: anyio.CapacityLimiter
    hooks: anyio.CapacityLimiter
    audit_watch: AuditWatch
    tally: Tally
    feed: ChangeFeed
    test_mark: str

    @classmethod
    def of(cls, doors: Doors) -> Entry:
        """Make it. Raises SettingsError when a hook secret is malformed."""
        keys = read_hook_secrets(doors.hook_secrets)
        return cls(
            doors=replace(
                doors, api_tokens=(), hook_secrets=(), hubspot_webhook_secret=None, provider_secrets={}
            ),
            tokens=TokenGate(doors.api_tokens, partial(machine_of, doors.shelves)),
            tickets=UploadTickets(keys),
            hook_keys=keys,
            hubspot_key=doors.hubspot_webhook_secret.encode() if doors.hubspot_webhook_secret else None,
            provider_keys={
                name: tuple(secret.encode() for secret in secrets)
                for name, secrets in doors.provider_secrets.items()
            },
            uploads=anyio.CapacityLimiter(doors.uploads_at_once),
            hooks=anyio.CapacityLimiter(doors.hooks_at_once),
            audit_watch=AuditWatch(doors.shelves),
            tally=Tally(doors.shelves.hook_tallies()),
            feed=ChangeFeed(doors.shelves),
            test_mark=secrets.token_urlsafe(32),
        )

    def body_of(self, request: Request, *, beside_audio: int = 0) -> RequestBody:
        """Return the body as a stream: a recording, and at most `beside_audio` bytes more."""
        most = self.doors.limits.max_bytes + beside_audio
        return RequestBody(
            request,
            max_bytes=most,
            idle_s=self.doors.upload_idle_s,
            slowest_bytes_per_s=self.doors.upload_slowest_bytes_per_s,
        )

    async def run_hook(self, work: Callable[..., T], *arguments: object, **named: object) -> T:
        """Run what an event becomes, those that came first first, a few at a time: all write to one database.

        Raises HookBusyError when so many wait that the sender would give up before its turn.
        """
        if self.hooks.statistics().tasks_waiting >= self.doors.hooks_waiting:
            raise HookBusyError("Too many events wait here; send it again in a few seconds.")
        return await to_thread.run_sync(partial(work, *arguments, **named), limiter=self.hooks)

    async def run_upload(self, work: Callable[[], T]) -> T:
        """Run work that pulls a body; it has threads of its own, so that slow senders hold up nobody else."""
        return await to_thread.run_sync(work, limiter=self.uploads)


def entry_of(request: Request) -> Entry:
    """Return what the app was made with."""
    entry: Entry = request.app.state.entry
    return entry


def let_in(permission: Permission) -> Callable[..., Actor]:
    """Return the dependency that lets in a machine whose token allows this.

    It raises UnauthorisedError without a token of ours, ForbiddenError without the scope.
    """

    def check(request: Request, _: Annotated[object, Depends(_scheme)]) -> Actor:
        return _machine(request, permission)

    return check


def let_in_with_ticket(request: Request, call_id: str, _: Annotated[object, Depends(_scheme)]) -> Actor:
    """Let in who may submit calls, or shows the ticket for this call's audio; errors as `let_in`."""
    entry = entry_of(request)
    shown = request.headers.get("authorization")
    if entry.tickets.admits(bearer(shown), call_id, now=entry.doors.clock()):
        return HOOK
    return _machine(request, Permission.SUBMIT_CALLS)


def _machine(request: Request, permission: Permission) -> Actor:
    actor = entry_of(request).tokens.machine(request.headers.get("authorization"))
    if not actor.may(permission):
        needed = " or ".join(scopes_for(permission))
        raise ForbiddenError(f"This token does not allow this; use a token that has the scope {needed}.")
    return actor


async def in_thread(work: Callable[..., T], *arguments: object, **named: object) -> T:
    """Run blocking work of `lifecycle` beside the event loop."""
    return await run_in_threadpool(partial(work, *arguments, **named))
