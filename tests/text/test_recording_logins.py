"""A login is read from the settings and shown to exactly the host that it is for."""

from __future__ import annotations

import base64

import pytest

from models.errors import SettingsError
from text.recording_logins import login_headers, read_login

BASIC = "Basic " + base64.b64encode(b"AC1:secret:1").decode()


def test_a_user_with_a_password_and_a_bearer_token_can_be_set() -> None:
    logins = (
        read_login("api.twilio.com AC1:secret:1"),
        read_login("https://pbx.example.com:8443 Bearer t0k"),
        read_login("api.callrail.com token k3y"),
    )
    assert login_headers("https://api.callrail.com/v3", logins) == (("Authorization", "Token token=k3y"),)
    assert login_headers("https://api.twilio.com/a.wav?b=1", logins) == (("Authorization", BASIC),)
    assert login_headers("https://pbx.example.com:8443/a", logins) == (("Authorization", "Bearer t0k"),)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.twilio.com/a",
        "https://api.twilio.com:444/a",
        "https://api.twilio.com.example.com/a",
        "https://example.com/https://api.twilio.com/",
        "https://api.twilio.com@example.com/a",
        "no address",
    ],
)
def test_no_other_scheme_port_or_host_is_shown_it(url: str) -> None:
    assert login_headers(url, (read_login("api.twilio.com AC1:secret"),)) == ()


@pytest.mark.parametrize(
    "entry",
    ["", "api.twilio.com", "api.twilio.com AC1secret", "api.twilio.com digest a:b", "a b c d",
     "api.twilio.com/x AC1:secret", "api.twilio.com bearer", "api.twilio.com AC1:sécret"],
)  # fmt: skip
def test_a_malformed_entry_is_refused_and_not_repeated(entry: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_login(entry)
    assert "secret" not in refused.value.message
    assert "secret" not in repr(read_login("api.twilio.com AC1:secret"))
