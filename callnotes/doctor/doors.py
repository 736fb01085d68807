"""Looks at the doors and the work: tokens, hook secrets, the worker, and calls that need somebody."""

from __future__ import annotations

from datetime import UTC, datetime

from callnotes.doctor.check import Check
from callnotes.doctor.ground import is_current
from callnotes.provider_secrets import lacking, provider_secrets
from callnotes.settings import Settings
from callnotes.worker_lock import a_worker_runs, worker_lock
from text.signed_message import read_secret, secret_name


def api_tokens(settings: Settings) -> Check:
    """Programs can be let in."""
    from callnotes.shelves import shelves_of
    from lifecycle.tokens import every_token

    with_page, now = 0, datetime.now(UTC)
    if is_current(settings):
        with shelves_of(settings) as shelves:
            every = every_token(shelves)
        with_page = sum(one.revoked_at is None and not one.has_expired(now) for one in every)
    if not settings.api_tokens and not with_page:
        return Check(
            name="api",
            state="warn",
            found="no token is there, so every call of the API is refused",
            mend="Make one on the page Tokens, or set CALLNOTES_API_TOKENS (`openssl rand -hex 32`).",
        )
    found = f"{len(settings.api_tokens)} token(s) of the settings, {with_page} of the page Tokens"
    return Check(name="api", state="ok", found=found)


def hook(settings: Settings) -> Check:
    """Phone systems can call in."""
    of_providers = provider_secrets(settings)
    if not settings.hook_secrets and not of_providers:
        return Check(
            name="hook",
            state="warn",
            found="no secret is set, so every hook is refused",
            mend="Set CALLNOTES_HOOK_SECRETS, or the secrets of a phone provider, as docs/hooks.md shows.",
        )
    hosts = f"{len(settings.recording_hosts)} allowed recording host(s)"
    keys = {"generic": [read_secret(one.get_secret_value()) or b"" for one in settings.hook_secrets]}
    keys |= {name: [one.encode() for one in secrets] for name, secrets in of_providers.items()}
    used = _last_used(settings)
    told = [f"{name}: {_uses(used, secrets)}" for name, secrets in keys.items() if secrets]
    missing = lacking(settings)
    if of_providers and not settings.recording_hosts:
        missing = ("no host of recordings is allowed, so every event of a provider is refused",)
    if missing:
        mend = "Set CALLNOTES_RECORDING_HOSTS and the login as docs/hooks.md shows for the provider."
        return Check(name="hook", state="warn", found="; ".join((*told, *missing)), mend=mend)
    return Check(name="hook", state="ok", found="; ".join((*told, hosts)))


def _last_used(settings: Settings) -> dict[str, datetime]:
    from callnotes.shelves import shelves_of

    if not is_current(settings):
        return {}
    with shelves_of(settings) as shelves:
        return shelves.hook_events().last_signed()


def _uses(used: dict[str, datetime], keys: list[bytes]) -> str:
    """Say of each secret when it was last used, so that an old one is taken away only when nobody uses it."""
    names = (secret_name(key) for key in keys)
    return ", ".join(
        f"{name} last used {used[name]:%Y-%m-%d}" if name in used else f"{name} never used" for name in names
    )


def outgoing(settings: Settings) -> Check:
    """What is told to the outside gets there."""
    from callnotes.outgoing import private_hosts
    from callnotes.shelves import shelves_of
    from lifecycle import outgoing as told

    private_hosts(settings)
    with shelves_of(settings) as shelves:
        every = told.every(shelves)
    found = f"{len(every)} endpoint(s), {sum(one.waiting + one.missed for one in every)} event(s) waiting"
    if any(one.paused_at or one.failing_since or one.url is None for one in every):
        return Check(
            name="outgoing",
            state="warn",
            found=f"{found}; an endpoint is paused, takes nothing, or was sealed with another master key",
            mend="`callnotes webhooks list` shows which and why, `callnotes webhooks resume NAME` goes on.",
        )
    return Check(name="outgoing", state="ok", found=found if every else "no endpoint is there")


def sending(settings: Settings) -> Check:
    """What is to leave the house may leave it."""
    from callnotes.shelves import shelves_of
    from lifecycle.sending import held

    with shelves_of(settings) as shelves:
        found = held(shelves)
    if found is None:
        return Check(name="sending", state="ok", found="nothing is held back")
    return Check(
        name="sending",
        state="warn",
        found=found.in_words.partition(";")[0],
        mend="When the original is stopped for good: `callnotes release-sending --as YOUR-ADDRESS`.",
    )


def mail(settings: Settings) -> Check:
    """Mails can be sent: the server answers, the line is encrypted, the login is taken; none is sent."""
    from callnotes.cli.mail import WORDS
    from callnotes.mail import mail_server

    server = mail_server(settings)
    if server is None:
        return Check(name="mail", state="ok", found="no mail server is set, so no digest is sent")
    outcome = server.check()
    if outcome == "sent":
        return Check(
            name="mail", state="ok", found=f"{server.host} lets us in; digests from {settings.digest_at}"
        )
    return Check(
        name="mail", state="fail", found=f"{server.host} does not let us send mail", mend=WORDS[outcome]
    )


def worker(settings: Settings) -> Check:
    """Somebody does the work."""
    if worker_lock(settings) is None:
        found = _workers_that_show_themselves(settings)
    else:
        found = "a worker is running" if a_worker_runs(settings) else ""
    if found:
        return Check(name="worker", state="ok", found=found)
    return Check(
        name="worker",
        state="warn",
        found="no worker is running",
        mend="Run `callnotes serve` or `callnotes work`; `submit --wait` works for itself.",
    )


def _workers_that_show_themselves(settings: Settings) -> str:
    from callnotes.shelves import shelves_of
    from lifecycle.readiness import ALIVE_S

    if not is_current(settings):
        return ""
    with shelves_of(settings) as shelves:
        alive = shelves.heartbeat().alive(within_s=ALIVE_S)
    return f"{len(alive)} worker(s) of this database are running" if alive else ""


def calls(settings: Settings) -> Check:
    """No call has failed or waits for something that only a person can give."""
    from callnotes.shelves import shelves_of
    from lifecycle import reading
    from models.stages import Stage

    with shelves_of(settings) as shelves:
        every = reading.calls(shelves)
    failed = sum(call.attempt is not None for call in every)
    without_consent = sum(call.stage is Stage.AWAITING_CONSENT for call in every)
    found = f"{len(every)} in all, {failed} failed, {without_consent} waiting for consent"
    if failed or without_consent:
        mend = "`callnotes calls` shows each with its cause and the next command."
        return Check(name="calls", state="warn", found=found, mend=mend)
    return Check(name="calls", state="ok", found=found)
