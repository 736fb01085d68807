from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.verdict import verdict
from models.call import Consent, ConsentStatus
from tests.lifecycle.house import DECLINED, GRANTED, NOW

_CONSENTS = st.builds(
    Consent,
    status=st.sampled_from(get_args(ConsentStatus)),
    by=st.sampled_from([None, "", "  ", "dana@example.com"]),
    at=st.sampled_from([None, NOW]),
    how=st.sampled_from([None, "", " \t", "announced at the start"]),
)


@given(consent=_CONSENTS)
def test_only_proven_consent_lets_a_call_through(consent: Consent) -> None:
    proof = ((consent.by or "").strip(), consent.at, (consent.how or "").strip())
    proven = consent.status in {"announced", "granted"} and all(proof)
    assert (verdict(consent).answer == "go") == bool(proven)


@given(consent=_CONSENTS)
def test_declined_always_stops_whatever_else_is_said(consent: Consent) -> None:
    assert (verdict(consent).answer == "stop") == (consent.status == "declined")


@pytest.mark.parametrize("missing", ["by", "at", "how"])
def test_the_missing_proof_is_named(missing: str) -> None:
    word = {"by": "who", "at": "when", "how": "how"}[missing]
    answer = verdict(GRANTED.model_copy(update={missing: None}))
    assert (answer.answer, answer.why) == ("wait", f"proof missing: {word}")


def test_unknown_consent_waits() -> None:
    assert verdict(Consent()).answer == "wait"
    assert verdict(DECLINED).why == "consent was declined"
