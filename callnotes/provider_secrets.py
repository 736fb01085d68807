"""The secrets of the hooks of phone providers, by the provider's name; light, since the server reads them.

In: settings. Out: for each provider that is set up, the secrets that are valid at once.
"""

from __future__ import annotations

from callnotes.settings import Settings


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
