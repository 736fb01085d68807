"""What is said about the recording: refusals in many wordings, and what only sounds like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.transcript import Coverage, Transcript, Turn, Word
from text.formats import read_transcript
from text.spoken_consent import spoken_consent

_SHARED = Path(__file__).parents[2].parent / "shared" / "data"


def _said(*turns: tuple[str, str], sure: float = 1.0, heard: float | None = None) -> list[tuple[str, bool]]:
    transcript = Transcript(
        language="en",
        duration_s=60.0,
        channels=2,
        engine="test",
        model="none",
        turns=tuple(
            Turn(
                id=f"t{number}",
                speaker=speaker,
                speaker_confidence=sure,
                start_s=number,
                end_s=number + 1,
                text=text,
                words=()
                if heard is None
                else tuple(
                    Word(text=word, start_s=number, end_s=number + 1, probability=heard)
                    for word in text.split()
                ),
            )
            for number, (speaker, text) in enumerate(turns, 1)
        ),
        coverage=Coverage(speech_s=60.0, transcribed_s=60.0),
    )
    return [(one.kind, one.doubt is None) for one in spoken_consent(transcript)]


CLEAR, DOUBTFUL = [("refusal", True)], [("refusal", False)]

REFUSALS = """\
Please don't record this call.
Don't record me please.
I don't want to be recorded.
I do not want this conversation to be recorded.
No, I don't want you to record this.
Could you please stop recording?
Stop recording.
Can you stop recording this?
I want you to stop recording right now.
I'd rather not be recorded.
I would prefer not to be recorded.
I'm not comfortable being recorded.
I do not consent to being recorded.
I don't agree to this call being recorded.
You don't have my permission to record this.
Please turn off the recording.
I refuse to be recorded.
I object to the recording.
No recording please.
You're not allowed to, you can't record me.
I really don't want this recorded, thanks.
Well, please do not tape this call.
I don’t want my voice recorded.
um okay so i don't want to be recorded and i'd like to talk to somebody else
Ich möchte nicht aufgezeichnet werden.
Bitte zeichnen Sie das Gespräch nicht auf.
Ich will nicht, dass dieses Gespräch aufgenommen wird.
Nein, ich bin mit der Aufzeichnung nicht einverstanden.
Schalten Sie bitte die Aufnahme aus.
Bitte nehmen Sie mich nicht auf, nehmen Sie dieses Gespräch nicht auf.
Ich widerspreche der Aufzeichnung.
Bitte keine Aufzeichnung.
Sie dürfen mich nicht aufnehmen.
No quiero que me graben.
No quiero ser grabada.
Por favor, no grabe esta llamada.
No autorizo la grabación de esta llamada.
Deje de grabar, por favor.
Prefiero que no me graben.
Je ne veux pas être enregistré.
Je ne souhaite pas que cet appel soit enregistré.
N'enregistrez pas cet appel, s'il vous plaît.
Arrêtez l'enregistrement.
Je refuse d'être enregistrée.
Je m'oppose à l'enregistrement."""
PERHAPS = """\
Please stop recording while I read you my card number.
What if I don't want to be recorded?
I don't want to be recorded by my neighbour's camera.
Don't record it.
Last time I said I don't want to be recorded.
Nehmen Sie das bitte nicht auf."""
NONE = """\
She didn't want to be recorded.
My husband said please don't record me.
I don't mind being recorded.
I don't object to being recorded.
Please don't record that number in my file.
Can you record that I called?
My camera stopped recording yesterday.
How do I make it stop recording my shows?
We don't record the serial numbers.
I don't have a record of that.
This call may be recorded.
I don't want to break the record.
Do you record this call?
Are you recording this?
I didn't get the recording.
They don't record this on paper.
He doesn't want to be recorded.
Ich möchte nicht in den Verteiler aufgenommen werden.
Die Bestellung wurde nicht aufgenommen.
Ich habe nichts gegen die Aufzeichnung.
No me importa que graben la llamada.
No se grabó mi pedido.
Ça ne me dérange pas d'être enregistré.
Vous n'avez pas enregistré ma commande.
Please record this.
You can record this call.
I want to stop the subscription and please don't call again.
Stop the record player."""
DISCLOSURES = """\
This call may be recorded for quality purposes.
Your call is being recorded.
Calls are monitored and recorded.
You're on a recorded line.
I'm recording this call.
We record all calls.
Dieses Gespräch wird zu Schulungszwecken aufgezeichnet.
Wir zeichnen dieses Gespräch auf.
Esta llamada será grabada.
Cet appel peut être enregistré."""
NO_DISCLOSURES = """\
This call is not recorded.
If this call is recorded you will be told.
I'll record the payment.
Let us know if you don't want to be recorded."""


@pytest.mark.parametrize("text", REFUSALS.splitlines())
def test_the_customers_own_refusal_is_heard_in_many_wordings(text: str) -> None:
    assert _said(("customer", text)) == CLEAR
    assert _said(("customer", f"Okay, one thing before we start. {text}")) == CLEAR
    assert _said(("S1", text)) == DOUBTFUL
    assert _said(("customer", text), sure=0.7) == DOUBTFUL
    assert _said(("customer", text), heard=0.3) == DOUBTFUL
    assert _said(("customer", text), heard=0.9) == CLEAR


@pytest.mark.parametrize("text", PERHAPS.splitlines())
def test_what_may_be_a_refusal_is_left_to_a_person(text: str) -> None:
    assert _said(("customer", text)) == DOUBTFUL


@pytest.mark.parametrize("text", NONE.splitlines())
def test_what_only_sounds_like_one_is_none(text: str) -> None:
    assert _said(("customer", text)) == []


@pytest.mark.parametrize("text", DISCLOSURES.splitlines())
def test_a_disclosure_is_shown_and_nothing_else(text: str) -> None:
    assert _said(("agent", text)) == [("disclosure", True)]
    assert _said(("customer", text)) == []


@pytest.mark.parametrize("text", NO_DISCLOSURES.splitlines())
def test_what_discloses_nothing_is_no_disclosure(text: str) -> None:
    assert _said(("agent", text)) == []


def test_a_refusal_that_is_taken_back_later_waits_for_a_person() -> None:
    refused = ("customer", "I don't want to be recorded.")
    assert _said(refused, ("agent", "Then I cannot help."), ("customer", "Fine, you can record.")) == DOUBTFUL
    assert _said(refused, ("agent", "You can record if you like.")) == CLEAR


def test_the_agent_repeating_it_is_a_sign_and_an_offer_is_none() -> None:
    assert _said(("agent", "So you don't want to be recorded, I understand.")) == DOUBTFUL
    assert _said(("agent", "Tell me if you don't want to be recorded.")) == []
    assert _said(("agent", "I don't want to be recorded either.")) == []


def test_the_quote_is_the_sentence_with_its_own_time() -> None:
    words = ["Hello", "there.", "Please", "don’t", "record", "this", "call.", "Thanks."]
    turn = Turn(
        id="t1",
        speaker="customer",
        speaker_confidence=1.0,
        start_s=0.0,
        end_s=9.0,
        text=" ".join(words),
        words=tuple(
            Word(text=word, start_s=float(at), end_s=at + 0.9, probability=0.9)
            for at, word in enumerate(words)
        ),
    )
    transcript = Transcript(
        language="en", duration_s=9.0, channels=2, engine="test", model="none", turns=(turn,),
        coverage=Coverage(speech_s=9.0, transcribed_s=9.0),
    )  # fmt: skip
    (found,) = spoken_consent(transcript)
    assert found.is_clear_refusal
    assert found.evidence.quote == "Please don’t record this call."
    assert (found.evidence.start_s, found.evidence.end_s) == (2.0, 6.9)


@pytest.mark.skipif(not _SHARED.exists(), reason="the real calls are not beside the repository")
def test_no_real_call_gives_a_false_alarm() -> None:
    """Nobody speaks of the recording in these calls, with real recognition errors in some."""
    lines = [
        (path.name, line.partition(": ")[2] or line)
        for path in sorted(_SHARED.rglob("*.txt"))
        if path.parent.name in {"harper_valley", "primock57"} and "LICENSE" not in path.name
        for line in path.read_text().splitlines()
    ]
    read = [read_transcript(path.read_bytes()) for path in sorted(_SHARED.rglob("*call.json"))]
    read += [read_transcript(path.read_bytes()) for path in sorted(_SHARED.rglob("*.transcript.json"))]
    lines += [(one.engine, turn.text) for one in read for turn in one.turns]
    assert len(lines) > 1_000
    for speaker in ("customer", "agent"):
        assert [(name, _said((speaker, text))) for name, text in lines if _said((speaker, text))] == []
