from __future__ import annotations

import pytest

from models.errors import InputError
from text.labels import read_labels


@pytest.mark.parametrize(
    ("line", "labels"),
    [(None, ()), ("", ()), ("Trial, trial,, ürgent-2 ", ("trial", "ürgent-2")), ("a" * 40, ("a" * 40,))],
)
def test_labels_stand_between_commas_in_lower_case_each_once(
    line: str | None, labels: tuple[str, ...]
) -> None:
    assert read_labels(line) == labels


@pytest.mark.parametrize(
    "line", ["a" * 41, "5125550123", "two words", "a@b.example", "x\ny", ",".join(f"l{n}" for n in range(11))]
)
def test_what_is_no_label_or_too_many_is_refused(line: str) -> None:
    with pytest.raises(InputError, match="labels"):
        read_labels(line)
