"""The secrets of the hooks of phone providers, by the provider's name; light, since the server reads them.

In: settings. Out: for each provider that is set up, the secrets that are valid at once; what it lacks.
"""

from __future__ import annotations

from typing import Final

from callnotes.settings import Settings

#: The hosts at which a provider's recordings are asked for, where known, and the setting of its login.
_NEEDS: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "callrail": (("app.callrail.com",), ""),
    "dialpad": (("dialpad.com",), ""),
    "ringcentral": (("platform.ringcentral.com", "media.ringcentral.com"), "ringcentral_login"),
    "twilio": (("api.twilio.com",), ""),
    "zoom": (("zoom.us",), "zoom_login"),
}


def provider_secrets(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return the secrets of every provider that has one."""
    named = {
        "aircall": settings.aircall_tokens,
        "callrail": settings.callrail_keys,
        "dialpad": settings.dialpad_secrets,
        "ringcentral": settings.ringcentral_tokens,
        "twilio": settings.twilio_tokens,
        "zoom": settings.zoom_tokens,
    }
    return {
        name: tuple(one.get_secret_value() for one in secrets) for name, secrets in named.items() if secrets
    }


def lacking(settings: Settings) -> tuple[str, ...]:
    """Return what keeps the recordings of providers that are set up from coming, in a few words each."""
    allowed = {entry.split()[0].lower().removeprefix("https://") for entry in settings.recording_hosts}
    found: list[str] = []
    for name in provider_secrets(settings):
        hosts, login = _NEEDS.get(name, ((), ""))
        found += [f"{name}: {host} is not allowed" for host in hosts if host not in allowed]
        if login and getattr(settings, login) is None:
            found.append(f"{name}: CALLNOTES_{login.upper()} is not set")
    return tuple(found)
