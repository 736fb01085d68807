"""The words of the pages: sentences as people read them, browsers in two words, what retrying can mend."""

from __future__ import annotations

import pytest

from api.web.act_words import act_word
from api.web.words import browser_words, confidence_word, retry_can_help, told
from models.call import Attempt

_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1 Version/18.6 Safari/604.1"
_ANDROID = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (_FIREFOX, "Firefox on Linux"),
        (_EDGE, "Edge on Windows"),
        (_IPHONE, "Safari on iPhone"),
        (_ANDROID, "Chrome on Android"),
        ("curl/8.5", "A browser"),
        (None, "A browser"),
    ],
)
def test_a_browser_is_told_in_two_words(said: str | None, words: str) -> None:
    assert browser_words(said) == words


def test_the_audit_calls_an_act_as_its_button_does() -> None:
    assert [act_word(one) for one in ("confirmed", "set_the_teams")] == ["accepted", "set the teams"]


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("consent is unknown.", "Consent is unknown."),
        ("Install the extra `demo`.", "Install the extra <code>demo</code>."),
        ("run `callnotes doctor`.", "Tell whoever runs Call notes."),
        ("One ` alone & <b>", "One ` alone &amp; &lt;b&gt;"),
        ("`<i>`", "<code>&lt;i&gt;</code>"),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_and_its_names_stand_out(sentence: str, shown: str) -> None:
    assert str(told(sentence)) == shown


@pytest.mark.parametrize(
    ("code", "retryable", "helps"),
    [
        ("speech.model_missing", True, True),
        ("llm.refused", False, True),
        ("audio.missing", False, False),
    ],
)
def test_retrying_is_offered_unless_the_cause_lies_in_the_recording(
    code: str, *, retryable: bool, helps: bool
) -> None:
    attempt = Attempt(number=1, verb="process", step="x", code=code, message="x", retryable=retryable)
    assert retry_can_help(attempt) is helps


@pytest.mark.parametrize("percent", range(101))
def test_how_sure_it_is_in_words_fits_the_percent_beside_it(percent: int) -> None:
    around = [part / 1000 for part in range(1001) if round(part / 10) == percent]
    assert len({confidence_word(one) for one in around}) == 1
