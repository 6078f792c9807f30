"""Which disposition each of those asked has: the rules by which what happened becomes a case of the definitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from clew.surveys.results.aapor import Dispositions

__all__ = ["ENOUGH", "Case", "Disposition", "disposition_of", "dispositions_of"]

Disposition = Literal["complete", "partial", "refused", "non_contact", "other", "unknown", "unknown_other", "not_asked"]
#: Of those who began: at least so much of the way they were led has to be answered, or they broke off.
ENOUGH = 0.5
#: States of a message that say it did not arrive, or that it did.
_RETURNED, _ARRIVED = frozenset({"bounced", "refused"}), frozenset({"delivered", "opened"})


@dataclass(frozen=True, slots=True)
class Case:
    """One who was to be asked: the ``state`` of the participant, of the last message, how far they came (0..1)."""

    state: str
    delivery: str = ""
    progress: float = 0.0


def disposition_of(case: Case, *, is_known: bool = False) -> Disposition:  # noqa: PLR0911 - a rule a line
    """Return the disposition of one who was to be asked.

    Never asked (spared, planned): no case. Finished: complete. Began and answered half of their way or more: partial;
    less: broken off, which counts as a refusal; so do the opened survey without an answer ("logged on, did not complete
    any items") and opting out. A message that came back: unknown, other. One that arrived and was never opened: not
    reached. Nothing heard: unknown, or not reached where ``is_known``: all on the list are known to be customers.

    >>> disposition_of(Case("started", "sent", .7)), disposition_of(Case("asked", "bounced"))
    ('partial', 'unknown_other')
    """
    if case.state in {"spared", "planned"}:
        return "not_asked"
    if case.state == "finished":
        return "complete"
    if case.state == "opted_out":
        return "refused"
    if case.state == "started":
        return "partial" if case.progress >= ENOUGH else "refused"
    if case.state == "opened":
        return "refused"
    if case.delivery in _RETURNED:
        return "unknown_other"
    return "non_contact" if is_known or case.delivery in _ARRIVED else "unknown"


def dispositions_of(cases: Iterable[Case] | Mapping[Case, int], *, is_known: bool = False) -> tuple[Dispositions, int]:
    """Return how many ended how, and how many were never asked and so are no cases; of cases, or how many of each.

    >>> dispositions_of([Case("finished"), Case("spared"), Case("asked", "delivered")])
    (Dispositions(complete=1, partial=0, refused=0, non_contact=1, other=0, unknown=0, unknown_other=0), 1)
    """
    counts: Counter[str] = Counter()
    for case, n in Counter(cases).items():
        counts[disposition_of(case, is_known=is_known)] += n
    never = counts.pop("not_asked", 0)
    return Dispositions(**counts), never
