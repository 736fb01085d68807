"""The one check that no claim can go around: a quote must really stand in its turn, said by that speaker."""

from text.evidence.assertion import assert_proven, stands
from text.evidence.prove import Refusal, locate, prove

__all__ = ["Refusal", "assert_proven", "locate", "prove", "stands"]
