"""Looks at the doors and the work: tokens, hook secrets, the worker, and calls that need somebody."""

from __future__ import annotations

from callnotes.doctor.check import Check
from callnotes.settings import Settings
from callnotes.worker_lock import a_worker_runs, worker_lock


def api_tokens(settings: Settings) -> Check:
    """Programs can be let in."""
    if not settings.api_tokens:
        return Check(
            name="api",
            state="warn",
            found="no token is set, so every call of the API is refused",
            mend="Set CALLNOTES_API_TOKENS, for instance to the output of `openssl rand -hex 32`.",
        )
    return Check(name="api", state="ok", found=f"{len(settings.api_tokens)} token(s)")


def hook(settings: Settings) -> Check:
    """Phone systems can call in."""
    if not settings.hook_secrets:
        return Check(
            name="hook",
            state="warn",
            found="no secret is set, so every hook is refused",
            mend="Set CALLNOTES_HOOK_SECRETS as docs/hooks.md shows.",
        )
    hosts = f"{len(settings.recording_hosts)} allowed recording host(s)"
    return Check(name="hook", state="ok", found=f"{len(settings.hook_secrets)} secret(s), {hosts}")


def worker(settings: Settings) -> Check:
    """Somebody does the work."""
    if worker_lock(settings) is None:
        return Check(name="worker", state="ok", found="on PostgreSQL, any number of workers may run")
    if a_worker_runs(settings):
        return Check(name="worker", state="ok", found="a worker is running")
    return Check(
        name="worker",
        state="warn",
        found="no worker is running",
        mend="Run `callnotes serve` or `callnotes work`; `submit --wait` works for itself.",
    )


def calls(settings: Settings) -> Check:
    """No call has failed or waits for something that only a person can give."""
    from callnotes.shelves import shelves_of
    from lifecycle import reading
    from models.stages import Stage

    every = reading.calls(shelves_of(settings))
    failed = sum(call.attempt is not None for call in every)
    without_consent = sum(call.stage is Stage.AWAITING_CONSENT for call in every)
    found = f"{len(every)} in all, {failed} failed, {without_consent} waiting for consent"
    if failed or without_consent:
        mend = "`callnotes calls` shows each with its cause and the next command."
        return Check(name="calls", state="warn", found=found, mend=mend)
    return Check(name="calls", state="ok", found=found)
