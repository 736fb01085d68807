"""Reads what somebody wants to do with a promise from fields of text, the same for pages and commands.

In: texts by name, as they were typed. Out: `PromiseAct`. Not here: whether it may be done (promises.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast, get_args

from lifecycle.promises import ActKind, PromiseAct
from models.errors import InputError
from models.promises import Proof, ProofKind


def read_act(written: Mapping[str, str | None]) -> PromiseAct:
    """Return the act. Raises InputError for a word that is none, or a day that cannot be read."""
    said = {name: (value or "").strip() for name, value in written.items()}
    kinds, proofs = get_args(ActKind), get_args(ProofKind)
    kind, proof_kind = said.get("kind", ""), said.get("proof_kind") or "note"
    if kind not in kinds:
        msg = f"What to do with the promise is not known; choose {', '.join(kinds)}."
        raise InputError(msg)
    if proof_kind not in proofs:
        msg = f"The kind of proof is not known; choose {', '.join(proofs)}."
        raise InputError(msg)
    proof = Proof(
        kind=cast("ProofKind", proof_kind), ref=said.get("proof_ref") or None, words=said.get("proof", "")
    )
    return PromiseAct(
        kind=cast("ActKind", kind),
        why=said.get("why", ""),
        proof=proof if kind == "kept" or proof.ref or proof.words else None,
        owner=said.get("owner") or None,
        due_on=_day(said.get("due_on", "")),
        due_time=said.get("due_time") or None,
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise InputError("The day cannot be read; write it as in 2026-12-31.", field="due_on") from error
