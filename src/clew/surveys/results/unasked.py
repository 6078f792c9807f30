"""Who has no answer to a question, and why: it was not asked, or they stopped before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from clew.surveys.model.questions import Matrix
from clew.surveys.model.survey import Survey

__all__ = ["Others", "others_of", "rows_of_some"]


@dataclass(frozen=True, slots=True)
class Others:
    """How many have no answer to a question, by version: their way led past it, or they stopped before it."""

    not_asked: Mapping[int, int]
    not_reached: Mapping[int, int]

    def of_row(self, versions: frozenset[int], unseen: int) -> Others:
        """Return the same of a row that these versions have: no other asked it, so nor were ``unseen`` asked.

        >>> Others({1: 2, 2: 1}, {1: 3, 2: 4}).of_row(frozenset({2}), 10)
        Others(not_asked={0: 16}, not_reached={2: 4})
        """
        stopped = {version: n for version, n in self.not_reached.items() if version in versions}
        elsewhere = sum(self.not_reached.values()) - sum(stopped.values())
        return Others({0: sum(self.not_asked.values()) + elsewhere + unseen}, stopped)


def others_of(others: Mapping[tuple[int, str | None], int], order: Mapping[str, int], at: int) -> Others:
    """Return why they have no answer to a question on the page ``at``: how many of which version are at which page.

    ``order`` is the place of each page. Who finished, or is at a later page or one that is gone, was led past it.

    >>> others_of({(1, "two"): 3, (1, None): 2}, {"one": 0, "two": 1}, 1)
    Others(not_asked=Counter({1: 2}), not_reached=Counter({1: 3}))
    """
    not_asked, not_reached = Counter[int](), Counter[int]()
    for (version, page), n in others.items():
        is_past = page is None or order.get(page, len(order)) > at
        (not_asked if is_past else not_reached)[version] += n
    return Others(not_asked, not_reached)


def rows_of_some(versions: Mapping[int, Survey]) -> dict[tuple[str, str], frozenset[int]]:
    """Return of each row of a matrix in which versions it stands, where it does not in all of them."""
    found: dict[tuple[str, str], frozenset[int]] = {}
    for number, survey in versions.items():
        for question in survey.questions:
            for row in question.rows if isinstance(question, Matrix) else ():
                found[question.id, row.id] = found.get((question.id, row.id), frozenset()) | {number}
    return {row: some for row, some in found.items() if len(some) < len(versions)}
