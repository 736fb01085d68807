from __future__ import annotations

from pathlib import Path

from tests.callnotes.house import House

_STEERING = "\x1b[2J\x1b]0;title\x07\x9b31m\u202e"


def test_what_was_said_cannot_steer_the_terminal(house: House, recording: Path, tmp_path: Path) -> None:
    spoken = tmp_path / "said.vtt"
    spoken.write_text(
        "WEBVTT\n\n00:01.000 --> 00:04.000\n"
        f"<v Agent>I will send you the {_STEERING} invoice by Friday\n\n"
        "00:05.000 --> 00:06.000\n<v Customer>Thank you\n"
    )
    said = house(
        "submit", recording, "--transcript", spoken, "--consent", "granted", "--engine", "rules", "--wait"
    )
    assert said.code == 0, said.err
    call_id = house("calls", "--json").document[0]["id"]
    shown = house("show", call_id).out + house("crm", "show").out + said.out
    assert "invoice" in shown
    assert not set(shown) & set(_STEERING.translate(dict.fromkeys(map(ord, "[2J]0;title31m"))))
