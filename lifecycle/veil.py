"""Shows a call to who may not see what is personal: with the same tokens in transcript, notes and all else.

In: a call or all there is about one, who reads, what is masked. Out: the same, with tokens for that reader.
The tokens are those that a language model got. Not here: who may see it (models/access.py).
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

from models.access import Actor, Permission
from models.call import Call
from models.frozen import Frozen
from text.masking import Masker, Masking

ValueT = TypeVar("ValueT", bound=Frozen)

#: Ids, names of ours and of who works here: nothing that a customer said or is.
_OURS: Final = frozenset({
    "id", "ids", "key", "sha256", "settings_hash", "engine", "model", "prompt_version", "template",
    "template_version", "agent", "team", "by", "code", "step", "verb", "language", "media_type", "adapter",
    "speech_engine", "notes_engine", "kind", "from_promise", "turn_ids", "owner",
    "confirmed_by", "added_by",
})  # fmt: skip


def may_see(actor: Actor | None) -> bool:
    """True for the program itself, and for who may see what is personal."""
    return actor is None or actor.may(Permission.SEE_PERSONAL)


def veiled_call(call: Call, actor: Actor | None, masking: Masking) -> Call:
    """Return the call as this reader may see it."""
    return call if may_see(actor) else _veiled(call, Masker(masking))


def veiled(found: ValueT, actor: Actor | None, masking: Masking) -> ValueT:
    """Return all there is about a call as this reader may see it."""
    if may_see(actor):
        return found
    masker = Masker(masking)
    transcript = getattr(found, "transcript", None)
    if transcript is None:
        return _veiled(found, masker)
    turns = masker.turns(transcript.turns)
    empty = found.model_copy(update={"transcript": transcript.model_copy(update={"turns": ()})})
    shown = _veiled(empty, masker)
    rest: Any = shown
    return shown.model_copy(update={"transcript": rest.transcript.model_copy(update={"turns": turns})})


def _veiled(value: ValueT, masker: Masker) -> ValueT:
    return type(value).model_validate(_masked(value.model_dump(), "", masker))


def _masked(value: Any, name: str, masker: Masker) -> Any:  # noqa: ANN401 - whatever a value is made of
    if isinstance(value, str):
        return value if name in _OURS or name.endswith("_id") else masker.mask(value)
    if isinstance(value, dict):
        quote = value.get("quote")
        found = {key: _masked(each, key, masker) for key, each in value.items()}
        if isinstance(quote, str) and "turn_id" in value:
            found["quote"] = masker.quote(quote, value["turn_id"])
        return found
    if isinstance(value, list | tuple):
        return tuple(_masked(each, name, masker) for each in value)
    return value
