"""The answer as its reader may see it: page, dashboard, file, PDF and e-mail all take it from here."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as with_changes
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

from msgspec.structs import replace

import clew
from clew.findings.grid import Grid
from clew.questions.answer import Answer, AnswerRow, Comparison
from clew.questions.behind import rows_behind
from clew.questions.plan import make_plan
from clew.questions.question import Filter, Question
from clew.store import Snapshot
from clew_server.insights.hiding.fields import check_fields, sees_customers
from clew_server.insights.hiding.suppression import Key, hidden_cells, leaves_too_few

__all__ = ["SUPPRESSED", "Guarded", "cell_of", "guarded", "hidden_beside", "is_anonymous"]

#: What the rows of somebody who is not known look like: nobody's customer, or a colleague's answer.
ANONYMOUS = (
    (Filter("customer_id", "=", ""), Filter("kind", "=", "survey")),
    (Filter("respondent", "=", "employee"),),
)
SUPPRESSED = "suppressed"
_known: OrderedDict[tuple[Any, ...], bool] = OrderedDict()
_lock = Lock()
KEPT = 1_000


@dataclass(frozen=True)
class Guarded:
    """An answer with what was taken out of it; ``is_strict``: small groups are hidden also from subtraction.

    ``shown_at`` is set where an answer stands that was shown before: since then too few others answered.
    """

    question: Question
    answer: Answer
    hidden: frozenset[Key] = frozenset()
    is_strict: bool = False
    is_anonymous: bool = False
    shown_at: datetime | None = None
    grid: Grid | None = None
    #: How many answered in each cell, the hidden ones too.
    counts: Mapping[Key, int] = field(default_factory=dict)

    def is_hidden(self, row: AnswerRow) -> bool:
        """Return whether a row's figure is withheld: too few, or hidden beside such a group."""
        return SUPPRESSED in row.warnings


def guarded(
    handle: clew.Workspace, workspace_id: UUID, role: str, question: Question, lake: Snapshot, grid: Grid | None = None
) -> Guarded:
    """Return the answer to ``question``, and its ``grid`` with it, as somebody with ``role`` may see it.

    Raises:
        UsageError: a name or value that cannot be, or a field that this role may not ask by.
    """
    check_fields(role, (*question.by, *(given.field for given in question.where), *_dimension_compared(question)))
    answer = handle.answer_of(question, lake)
    anonymous = is_anonymous(handle, workspace_id, question, lake)
    if sees_customers(role) and not anonymous:
        return Guarded(question, answer, grid=grid)
    k = question.min_n
    counts = _counts(answer)
    hidden = hidden_cells(counts, k)
    if _is_a_remainder_too_small(question, answer, lambda other: handle.answer_of(other, lake), k):
        hidden = frozenset(counts)
    seen = _without(answer, hidden, k)
    return Guarded(question, seen, hidden, is_strict=True, is_anonymous=anonymous, grid=grid, counts=counts)


def hidden_beside(found: Guarded, cells: Iterable[Key]) -> Guarded:
    """Return a guarded answer with ``cells`` hidden too, and with them what they could be worked out from."""
    k, answer = found.question.min_n, found.answer
    hidden = found.hidden | hidden_cells(found.counts, k, {*found.hidden, *cells})
    return with_changes(found, answer=_without(answer, hidden, k), hidden=hidden)


def cell_of(answer: Answer, row: AnswerRow | Comparison) -> Key:
    """Return the cell a row stands in: its dimensions' values and period. The values of a distribution share one."""
    values = tuple(
        value for name, value in row.dimensions.items() if not (answer.statistic == "distribution" and name == "rating")
    )
    return (*values, row.period)


def is_anonymous(handle: clew.Workspace, workspace_id: UUID, question: Question, lake: Snapshot) -> bool:
    """Return whether any answer counted is of somebody who was promised not to be known."""
    if make_plan(question).table != "feedback":
        return False
    plain = replace(question, by=(), every=None, compare=None, statistic=None)
    key = (workspace_id, lake.files_hash, repr(plain))
    with _lock:
        if key in _known:
            return _known[key]
    found = any(
        rows_behind(replace(plain, where=(*plain.where, *more)), lake, handle.engine, 1)
        for more in ANONYMOUS
        if not {given.field for given in more} & {given.field for given in plain.where}
    )
    with _lock:
        _known[key] = found
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return found


def _dimension_compared(question: Question) -> tuple[str, ...]:
    return (question.compare,) if question.compare and question.compare not in {"previous", "year"} else ()


def _counts(answer: Answer) -> dict[Key, int]:
    return {cell_of(answer, row): row.n for row in answer.rows}


def _is_a_remainder_too_small(question: Question, answer: Answer, ask: Callable[[Question], Answer], k: int) -> bool:
    """Return whether those whom one of the filters leaves out are too few: they would be the total less this answer."""
    part = sum(_counts(answer).values())
    for name in dict.fromkeys(given.field for given in question.where):
        without = tuple(given for given in question.where if given.field != name)
        whole = ask(replace(question, where=without, compare=None))
        if leaves_too_few(sum(_counts(whole).values()), part, k):
            return True
    return False


def _without(answer: Answer, hidden: frozenset[Key], k: int) -> Answer:
    rows = tuple(_emptied(row) if cell_of(answer, row) in hidden else _told(row, k) for row in answer.rows)
    compared = tuple(c for c in answer.comparisons if not _touches(answer, c, hidden, k))
    return replace(answer, rows=rows, comparisons=_told_apart(answer, compared, k))


def _told(row: AnswerRow, k: int) -> AnswerRow:
    """Return a row without how many did not answer, where those are a few."""
    return replace(row, missing=0) if 0 < row.missing < k else row


def _emptied(row: AnswerRow) -> AnswerRow:
    """Return a row that tells nothing, not even how few there were."""
    return replace(
        row, value=None, lo=None, hi=None, n=0, n_effective=None, missing=0, warnings=(SUPPRESSED,), extra={}
    )


def _touches(answer: Answer, comparison: Comparison, hidden: frozenset[Key], k: int) -> bool:
    own = cell_of(answer, comparison)
    sides = {own, (*own[:-1], comparison.reference)}
    sides |= {(*own[:place], comparison.reference, *own[place + 1 :]) for place in range(len(own) - 1)}
    return bool(sides & hidden) or any(0 < n < k for n in comparison.n)


def _told_apart(answer: Answer, comparisons: tuple[Comparison, ...], k: int) -> tuple[Comparison, ...]:
    """Return the comparisons without those whose other side could be worked out to be a small group."""
    before = {cell_of(answer, c): c.n[1] for c in answer.comparisons}
    hidden = hidden_cells(before, k) if before else frozenset()
    return tuple(c for c in comparisons if cell_of(answer, c) not in hidden)
