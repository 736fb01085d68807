"""`callnotes webhooks` and `callnotes mail`, as a person types them."""

from __future__ import annotations

import pytest

from tests.callnotes.house import House
from tests.hook_endpoint import hook_endpoint
from tests.mail_server import mail_server


def test_an_endpoint_is_added_tested_paused_resumed_and_removed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "webhooks add" in house("webhooks", "list").out
    with hook_endpoint() as endpoint:
        refused = house("webhooks", "add", "desk", endpoint.url)
        assert refused.code == 2
        assert "CALLNOTES_OUTGOING_PRIVATE_HOSTS" in refused.err
        monkeypatch.setenv("CALLNOTES_OUTGOING_PRIVATE_HOSTS", endpoint.url.partition("/hook")[0])
        secret = house("webhooks", "add", "desk", endpoint.url, "--events", "call.received").out.strip()
        said = house("webhooks", "test", "desk")
        assert (said.code, said.out.strip()) == (0, "taken (HTTP 204)")
        assert endpoint.came[0].verified_by(secret)
        assert house("webhooks", "pause", "desk").code == 0
        assert "paused by a person" in house("webhooks", "list").out
        other = house("webhooks", "rotate", "desk").out.strip()
        endpoint.status = 500
        failed = house("webhooks", "test", "desk")
        assert (failed.code, failed.out.strip()) == (3, "broken (HTTP 500)")
        assert endpoint.came[1].verified_by(secret)
        assert endpoint.came[1].verified_by(other)
    assert "0 event(s)" in house("webhooks", "resume", "desk").out
    log = house("webhooks", "log", "desk", "--limit", "1", "--json").document
    assert [(one["kind"], one["outcome"], one["next_at"]) for one in log] == [
        ("webhook.test", "broken", None)
    ]
    assert "try 1: broken (HTTP 500)" in house("webhooks", "log").out
    (listed,) = house("webhooks", "list", "--json").document
    assert (listed["events"], listed["missed"], len(listed["secrets"])) == (["call.received"], 0, 2)
    assert house("webhooks", "remove", "desk").code == 0
    assert house("webhooks", "test", "desk").code == 2


def test_a_test_mail_is_sent_and_a_wrong_setting_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "CALLNOTES_MAIL_HOST" in house("mail", "test", "dana@example.com").err
    monkeypatch.setenv("CALLNOTES_MAIL_HOST", "127.0.0.1")
    assert "CALLNOTES_MAIL_FROM" in house("mail", "test", "dana@example.com").err
    monkeypatch.setenv("CALLNOTES_MAIL_FROM", "callnotes@example.com")
    monkeypatch.setenv("CALLNOTES_MAIL_LOGIN", "me:secret")
    monkeypatch.setenv("CALLNOTES_MAIL_SECURITY", "none")
    in_clear = house("mail", "test", "dana@example.com")
    assert in_clear.code == 2
    assert "in the clear" in in_clear.err
    assert "secret" not in in_clear.err
    monkeypatch.delenv("CALLNOTES_MAIL_LOGIN")
    with mail_server() as post:
        monkeypatch.setenv("CALLNOTES_MAIL_PORT", str(post.port))
        assert house("mail", "test", "dana@example.com").code == 0
        assert house("mail", "test", "not an address").code == 2
    assert [one["To"] for one in post.taken] == ["dana@example.com"]
    assert house("mail", "test", "dana@example.com").code == 3
    assert house("mail", "preview", "dana@example.com").code == 2
