"""The rules engine: notes from a transcript by rules alone, the same notes every time, with no model at all.

In: `Transcript`, `CallContext`. Out: `DraftResult`. English.
It reads what people say when they commit, refuse, ask and agree; what it does not understand it leaves out.
"""

from __future__ import annotations

from extractor.engines.rules.engine import RulesEngine

__all__ = ["RulesEngine"]
