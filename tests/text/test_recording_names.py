"""A file's name tells of its call what its pattern says, and nothing that cannot be."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from models.errors import InputError
from text.recording_names import FREEPBX, compiled, read_recording_name

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
AT = "2026-11-20T14:30:00+01:00"

NAMES = {
    "out-+15125550123-201-20261120-143000-1763645400.17": {
        "direction": "outbound", "customer": "+15125550123", "started_at": AT, "external_id": "1763645400.17",
    },
    "external-201-5125550123-20261120-143000-1763645400.18": {
        "direction": "inbound", "customer": "5125550123", "started_at": AT, "external_id": "1763645400.18",
    },
    "q-600-anonymous-20261120-143000-1763645400.19": {
        "direction": "inbound", "started_at": AT, "external_id": "1763645400.19",
    },
    "internal-202-201-20261120-143000-1763645400.20": {"started_at": AT, "external_id": "1763645400.20"},
    "2026_call_20261120143000": {"started_at": AT},
    "20261120_143000_desk": {"started_at": AT},
    "1763645400.21": {"external_id": "1763645400.21", "started_at": "2025-11-20T14:30:00+01:00"},
    "in-1-+15125550123-20261399-143000": {"direction": "inbound", "customer": "+15125550123"},
    "in-1-x-20311120-143000": {"direction": "inbound"},
    "meeting": {},
    "": {},
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_default_reads_freepbx_names_and_moments(name: str) -> None:
    assert read_recording_name(name, FREEPBX, ("US",), now=NOW) == NAMES[name]


def test_a_pattern_of_ones_own_names_agent_and_customer() -> None:
    pattern = r"(?P<agent>[^_]+)_(?P<customer>\+\d+)_(?P<date>[\d-]{10})_(?P<time>[\d-]{8})"
    told = read_recording_name("dana@example.com_+15125550123_2026-11-20_14-30-00", pattern, ("US",), now=NOW)
    assert told == {"agent": "dana@example.com", "customer": "+15125550123", "started_at": AT}


@pytest.mark.parametrize("pattern", [r"(?P<consent>\w+)", r"(?P<agent>\w+)\1", "(", r"(?<=a)b"])
def test_a_pattern_that_reads_consent_or_that_re2_does_not_take_is_refused(pattern: str) -> None:
    with pytest.raises(InputError):
        compiled(pattern)


def test_signs_that_are_not_seen_are_left_out() -> None:
    assert read_recording_name("a\x07b", r"(?P<agent>.*)", ("US",), now=NOW) == {}
