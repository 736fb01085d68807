"""The admin's page of hooks: their addresses, how each is set up, a test, and what came in and was refused.

In: forms of that page. Out: the page. Nobody's number and nothing that was said is on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.entry import Entry, entry_of, in_thread
from api.web.form import read_form
from api.web.hook_words import outcome_badge, outcome_words
from api.web.page import page
from api.webhooks.hooks import HOOKS, Hook
from api.webhooks.self_test import Tested, self_test
from api.who import allowed
from models.access import Actor, Permission
from models.hook_outcomes import HookDelivery, HookTally

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]
HookAdmin = Annotated[Actor, Depends(allowed(Permission.MANAGE_HOOKS))]


@dataclass(frozen=True)
class Seen:
    """A hook with what came to it: when each secret was last used, tallies, and the latest deliveries."""

    hook: Hook
    address: str
    secrets: tuple[tuple[str, datetime | None], ...]
    tallies: tuple[HookTally, ...]
    deliveries: tuple[HookDelivery, ...]

    @property
    def steps(self) -> tuple[str, ...]:
        """Return how to set it up, with its address in the sentences."""
        return tuple(step.replace("{address}", self.address) for step in self.hook.setup.steps)


@router.get("/hooks")
async def show_hooks(request: Request, entry: Here, actor: HookAdmin) -> Response:
    """Show every hook."""
    return await _hooks(request, entry, actor)


@router.post("/hooks/test")
async def test_hook(request: Request, entry: Here, actor: HookAdmin) -> Response:
    """Send a signed sample to one hook, and show how it ended."""
    name = (await read_form(request)).one("hook")
    hook = next((one for one in HOOKS if one.name == name), None)
    if hook is None:
        return await _hooks(request, entry, actor, tested="", result=_UNKNOWN)
    return await _hooks(request, entry, actor, tested=name, result=await self_test(request.app, hook))


_UNKNOWN: Final = Tested(accepted=False, why="There is no such hook; choose one of this page.")


async def _hooks(
    request: Request, entry: Entry, actor: Actor, *, tested: str = "", result: Tested | None = None
) -> Response:
    return page(
        request,
        "hooks.html",
        actor=actor,
        title="Hooks",
        hooks=await in_thread(_seen, entry, str(request.base_url)),
        public_url=entry.doors.public_url,
        hosts=tuple(host.host for host in entry.doors.recording_hosts),
        tested=tested,
        result=result,
        outcome_words=outcome_words,
        outcome_badge=outcome_badge,
        sees_calls=actor.may(Permission.SEE_CALLS),
    )


def _seen(entry: Entry, here: str) -> tuple[Seen, ...]:
    entry.tally.write()
    shelves = entry.doors.shelves
    used = shelves.hook_events().last_signed()
    tallies = shelves.hook_tallies().every()
    begins = (entry.doors.public_url or here).rstrip("/")
    return tuple(
        Seen(
            hook=hook,
            address=begins + hook.path,
            secrets=tuple((name, used.get(name)) for name in hook.secret_names(entry)),
            tallies=tuple(sorted((one for one in tallies if one.provider == hook.name), key=_latest_first)),
            deliveries=shelves.hook_tallies().latest(hook.name),
        )
        for hook in HOOKS
    )


def _latest_first(one: HookTally) -> float:
    return -one.last_at.timestamp()
