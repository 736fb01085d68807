"""Every error has a code of its own and says whether trying again helps."""

from __future__ import annotations

import re

import pytest

from models import errors

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, errors.CallNotesError)
]
RAISED = [kind for kind in KINDS if not kind.__subclasses__()]


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in RAISED]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("kind", RAISED, ids=lambda kind: kind.code)
def test_an_error_is_either_refused_or_failed_and_has_a_two_part_code(
    kind: type[errors.CallNotesError],
) -> None:
    assert issubclass(kind, errors.RefusedError) is not issubclass(kind, errors.FailedError)
    assert re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)*", kind.code)
    assert kind.__name__.endswith("Error")


@pytest.mark.parametrize("kind", RAISED, ids=lambda kind: kind.code)
def test_what_is_refused_is_never_retried(kind: type[errors.CallNotesError]) -> None:
    assert not (issubclass(kind, errors.RefusedError) and kind.retryable)


def test_an_error_carries_its_sentence() -> None:
    error = errors.InputError("The team is missing; give --team.")
    assert error.message == str(error) == "The team is missing; give --team."
