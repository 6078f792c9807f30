"""The statement that reads cells: its Ibis expression, its text, and how what comes back is made into cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from msgspec import structs

from clew.engines.compile import compile_expression
from clew.engines.texts import text_of
from clew.metrics.metric import UNENDED
from clew.questions.gathering.cells import (
    Cell,
    counts_expression,
    sketch_cells,
    sketch_expression,
    value_cells,
    values_expression,
)
from clew.questions.gathering.lake import Reader
from clew.questions.gathering.lifetimes import lifetime_cells, lifetimes_expression
from clew.questions.gathering.rows import Window, counted_rows, seen, times_of
from clew.questions.gathering.split import SCALE
from clew.questions.gathering.stock import timed
from clew.questions.plan import Plan
from clew.questions.spans.shape import is_of_one_table, shape_of

__all__ = ["ORDERED", "cells_expression", "cells_of", "made_text", "splits_of"]

#: Families whose figure needs the order of the values, not their sums.
ORDERED = frozenset({"quantile", "distribution"})
Made = Callable[[Plan, Window], Any]
_MOMENTS = ("as_of", "start", "end", "changed_from", "changed_to")


def cells_expression(
    reader: Reader, plan: Plan, window: Window, splits: Mapping[int, str], *, below: bool = False
) -> Any:
    """Return the Ibis expression of the sums that cells are finished from; ``splits`` are split columns by place."""
    rows = timed(plan, counted_rows(reader, plan, window, below=below))
    rows = rows.mutate(**{f"s{place}": rows[name] for place, name in splits.items()})
    keys = [*(f"d{place}" for place in range(len(plan.dimensions))), *(f"s{place}" for place in splits)]
    keys += ["period"] if plan.question.every or window.rounds else []
    if below:
        return counts_expression(rows, keys)
    if plan.statistic.family in UNENDED:
        return lifetimes_expression(rows, keys, plan.statistic.cause)
    make = values_expression if plan.statistic.family in ORDERED else sketch_expression
    return make(rows, keys, weighted=plan.question.weighted or plan.statistic.weighted)


def cells_of(plan: Plan, found: Any, *, period: bool) -> list[Cell]:
    """Return the cells of what the engine gave back for :func:`cells_expression`."""
    finish = lifetime_cells if plan.statistic.family in UNENDED else sketch_cells
    finish = value_cells if plan.statistic.family in ORDERED else finish
    return finish(found, len(plan.dimensions), len(plan.split), period=period)


def splits_of(reader: Reader, plan: Plan, window: Window) -> dict[int, str]:
    """Return the split columns that can split anything, by place: one that says the same in every answer cannot.

    To group by the others too would take most of the time of a large answer.
    """
    if not plan.split:
        return {}

    def answered(asked: Plan, seen_in: Window) -> Any:
        parameters = asked.dated(seen_in.as_of, times_of(reader, asked))
        rows = asked.metric.rows(seen(reader, asked), asked.statistic, parameters)
        return rows.filter(rows.y.notnull())

    doubtful = reader.doubtful(plan.table, plan.split)
    moment = Window(window.as_of, None, None)
    text = made_text(reader, plan, moment, lambda *at: reader.ends(answered(*at), doubtful), "ends", doubtful)
    varying = reader.varying(plan.tables, text, doubtful) if doubtful else frozenset()
    if varying & set(SCALE):
        varying |= set(SCALE)  # the two ends make one name
    return {place: name for place, name in enumerate(plan.split) if name in varying}


def made_text(reader: Reader, plan: Plan, window: Window, make: Made, *parts: Any) -> str:
    """Return the SQL text of ``make(plan, window)``, compiled once a shape; ``parts`` are what else decides it."""
    if not is_of_one_table(plan):
        return compile_expression(make(plan, window))
    given = {name: getattr(window, name) for name in _MOMENTS if getattr(window, name)}
    spans = [span for round_ in window.rounds for span in round_]

    def at(marks: Sequence[datetime]) -> Any:
        named, ends = dict(zip(given, marks, strict=False)), iter(marks[len(given) :])
        rounds = tuple(tuple((next(ends), next(ends)) for _ in round_) for round_ in window.rounds)
        asked = plan.question
        asked = asked if asked.as_of is None else structs.replace(asked, as_of=named["as_of"])
        return make(replace(plan, question=asked), replace(window, **named, rounds=rounds))

    sizes = [len(round_) for round_ in window.rounds]
    moments = [*given.values(), *(end for span in spans for end in span)]
    return text_of(shape_of(reader, plan, sorted(given), sizes, *parts), moments, at, reader.texts)
