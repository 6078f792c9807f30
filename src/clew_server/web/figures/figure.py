"""What is shown of one figure: never the bare number, always with its interval and on how many it stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

import clew
from clew.questions.answer import Answer, AnswerRow, Comparison
from clew_server.web.figures.amounts import Unit, amount, change, count, interval
from clew_server.web.figures.periods import period

__all__ = ["Figure", "Given", "Verdict", "bare", "comparison_of", "figure_of", "is_working", "verdict_of"]

#: An answer as a page has it: with its question, or bare.
Given = clew.Answer | Answer


@dataclass(frozen=True)
class Figure:
    """One figure in words: ``value`` (empty where nothing can be told), ``interval``, ``n``, ``why`` it is unknown."""

    value: str
    interval: str
    n: str
    why: str = ""


@dataclass(frozen=True)
class Verdict:
    """What is said of a change: ``difference`` and ``interval`` where it is known; ``said`` is the sentence.

    ``tone`` is "good", "bad" or empty: a change within chance, or in what is neither, has none.
    """

    difference: str
    interval: str
    said: str
    tone: str = ""
    reference: str = ""

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the difference is shown."""
        return bool(self.difference)


def bare(answer: Given) -> Answer:
    """Return the bare figures of an answer."""
    return answer.answer if isinstance(answer, clew.Answer) else answer


def is_working(answer: Given) -> bool:
    """Return whether an answer's times are working time, as far as its question is known."""
    return isinstance(answer, clew.Answer) and answer.question.parameters.get("time") == "working"


def week_start_of(answer: Given) -> int:
    """Return the first day (1 Monday to 7) of the weeks of an answer's periods, as far as its question is known."""
    return answer.question.week_start if isinstance(answer, clew.Answer) else 1


def unit_of(answer: Answer, row: AnswerRow | Comparison | None, *, working: bool = False) -> Unit:
    """Return the unit of an answer's figure, with the width that decides its digits."""
    known = row is not None and row.lo is not None and row.hi is not None
    width = row.hi - row.lo if row is not None and known else None  # type: ignore[operator]
    return Unit(answer.unit, working=working, width=width)


def figure_of(given: Given, row: AnswerRow | None = None, *, working: bool = False) -> Figure:
    """Return the figure of ``row``, of the answer's first row where none is named."""
    answer, working = bare(given), working or is_working(given)
    row = row if row is not None else next(iter(answer.rows), None)
    if row is None:
        return Figure("", "", "", gettext("Nothing was counted in this period."))
    n = gettext("n %(n)s") % {"n": count(row.n)}
    if row.value is None:
        return Figure("", "", n, why_unknown(row))
    unit = unit_of(answer, row, working=working)
    return Figure(amount(row.value, unit), interval(row.lo, row.hi, unit), n)


def why_unknown(row: AnswerRow) -> str:
    """Return why a figure is not shown."""
    if "suppressed" in row.warnings:
        return gettext("Too few to be shown.")
    if not row.n:
        return gettext("Nothing was counted in this period.")
    return gettext("It cannot be told from these data.")


def comparison_of(given: Given, row: AnswerRow | None = None) -> Comparison | None:
    """Return the comparison that belongs to ``row``: the same dimensions and, where there are periods, the same one."""
    answer = bare(given)
    row = row if row is not None else next(iter(answer.rows), None)
    fitting = (
        comparison
        for comparison in answer.comparisons
        if row is not None and comparison.dimensions == row.dimensions and comparison.period == row.period
    )
    return next(fitting, None)


def verdict_of(given: Given, comparison: Comparison | None, *, working: bool = False) -> Verdict | None:
    """Return what is said of a change, None where there was nothing to compare with."""
    answer, working = bare(given), working or is_working(given)
    if comparison is None:
        return None
    reference = period(comparison.reference, week_start_of(given))
    if comparison.beyond_chance is None or comparison.difference is None:
        return Verdict("", "", gettext("too few to tell whether it changed"), reference=reference)
    unit = unit_of(answer, comparison, working=working)
    if not comparison.beyond_chance:
        return Verdict("", "", _no_change(comparison, unit), reference=reference)
    return Verdict(
        change(comparison.difference, unit),
        interval(comparison.lo, comparison.hi, unit, signed=True),
        gettext("beyond chance"),
        tone(answer.direction, comparison.difference),
        reference,
    )


def _no_change(comparison: Comparison, unit: Unit) -> str:
    if comparison.smallest_detectable is None:
        return gettext("no change shown")
    size = change(comparison.smallest_detectable, unit).replace("+", "±", 1)
    return gettext("no change shown; we would have seen %(size)s") % {"size": size}


def tone(direction: str, difference: float) -> str:
    """Return "good" or "bad" for a change of what should be "higher" or "lower"; empty for what is neither.

    >>> tone("higher", -9.0), tone("lower", -9.0), tone("none", 3.0)
    ('bad', 'good', '')
    """
    if direction not in {"higher", "lower"} or not difference:
        return ""
    return "good" if (difference > 0) == (direction == "higher") else "bad"
