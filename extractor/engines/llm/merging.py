"""Puts the drafts of a long call's parts together; what two parts both say is told apart later, by the check.

In: drafts in the order of the call. Out: one `Draft`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from extractor.engine import Draft, DraftFollowUp
from models.notes import Risk

_RISKS: tuple[Risk, ...] = ("low", "medium", "high")


def merged(drafts: Sequence[Draft]) -> Draft:
    """Return one draft: lists in a row, the highest risk, the commonest category, the first names."""
    if len(drafts) == 1:
        return drafts[0]
    kinds = Counter(draft.category for draft in drafts if draft.category not in {None, "general"})
    return Draft(
        summary=tuple(chain.from_iterable(draft.summary for draft in drafts)),
        topics=tuple(chain.from_iterable(draft.topics for draft in drafts)),
        promises=tuple(chain.from_iterable(draft.promises for draft in drafts)),
        follow_ups=_follow_ups(drafts),
        open_questions=tuple(chain.from_iterable(draft.open_questions for draft in drafts)),
        fields=tuple(chain.from_iterable(draft.fields for draft in drafts)),
        category=kinds.most_common(1)[0][0] if kinds else "general",
        risk=max((draft.risk for draft in drafts), key=_RISKS.index, default="low"),
        agent_name=next((draft.agent_name for draft in drafts if draft.agent_name), None),
        customer_name=next((draft.customer_name for draft in drafts if draft.customer_name), None),
    )


def _follow_ups(drafts: Sequence[Draft]) -> tuple[DraftFollowUp, ...]:
    """A follow-up's promise is counted from the start of all promises now."""
    found: list[DraftFollowUp] = []
    before = 0
    for draft in drafts:
        for follow_up in draft.follow_ups:
            own = follow_up.from_promise
            known = own is not None and 0 <= own < len(draft.promises)
            place = before + own if own is not None and known else None
            found.append(follow_up.model_copy(update={"from_promise": place}))
        before += len(draft.promises)
    return tuple(found)
