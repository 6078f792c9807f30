"""The one door: a question and a lake version in, an answer out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from clew.questions.answer import Answer, AnswerRow
from clew.questions.cells import Cell, sketch_cells, sketch_expression, value_cells, values_expression
from clew.questions.finish import estimate
from clew.questions.lake import Engine, Lake, Reader
from clew.questions.periods import label
from clew.questions.plan import Plan, make_plan
from clew.questions.question import Question
from clew.questions.rows import Window, counted_rows
from clew.questions.split import split_apart
from clew.questions.words import population
from clew.stats.estimate import shown

__all__ = ["answer"]

ORDERED = ("quantile", "distribution")


def answer(question: Question, lake: Lake, engine: Engine) -> Answer:
    """Return the answer to ``question`` over one lake version.

    Raises :class:`~clew.errors.UsageError` for a name, value or join that cannot be.
    """
    plan, reader = make_plan(question), Reader(lake, engine)
    as_of = question.as_of or latest(reader, plan)
    window = Window(as_of, question.start, question.end)
    cells, split, warnings = read_cells(reader, plan, window)
    names = (*(field.name for field in plan.dimensions), *split)
    rows = tuple(_row(plan, cell, names) for cell in sorted(cells, key=_order))
    return Answer(
        metric=plan.metric.name,
        label=plan.metric.label,
        statistic=plan.statistic.name,
        unit=plan.statistic.unit,
        direction=plan.metric.direction_of(plan.parameters),
        level=question.level,
        as_of=as_of.isoformat() if as_of else None,
        spec_hash="",
        population=population(plan),
        rows=rows,
        warnings=warnings,
        sql=tuple(reader.sql),
        lake_version=lake.version,
    )


def latest(reader: Reader, plan: Plan) -> datetime | None:
    """Return the latest time at which something happened in the tables asked."""
    times = [last for _, last in map(reader.span, plan.tables) if last]
    return max(times, default=None)


def read_cells(reader: Reader, plan: Plan, window: Window) -> tuple[list[Cell], tuple[str, ...], tuple[str, ...]]:
    """Return the cells of the answer, the names of the split columns they carry as dimensions, and warnings."""
    rows = counted_rows(reader, plan, window)
    rows = rows.mutate(**{f"s{place}": rows[name] for place, name in enumerate(plan.split)})
    keys = [name for name in rows.columns if name in _key_names(plan)]
    ordered = plan.statistic.family in ORDERED
    expression = (values_expression if ordered else sketch_expression)(rows, keys, weighted=plan.question.weighted)
    read = value_cells if ordered else sketch_cells
    cells = read(reader.read(expression), len(plan.dimensions), len(plan.split), period=bool(plan.question.every))
    return split_apart(cells, plan.split, plan.question.by)


def _key_names(plan: Plan) -> set[str]:
    dimensions = {f"d{place}" for place in range(len(plan.dimensions))}
    split = {f"s{place}" for place in range(len(plan.split))}
    return dimensions | split | ({"period"} if plan.question.every else set())


def _order(cell: Cell) -> Any:
    known = tuple((value is None, value or "") for value in cell.dimensions)
    return known, (cell.period is None, cell.period or datetime.min)  # noqa: DTZ901 - wall clock times have no zone


def _row(plan: Plan, cell: Cell, names: tuple[str, ...]) -> AnswerRow:
    figure = shown(estimate(plan.statistic, cell.content, plan.question.level), plan.question.min_n)
    every = plan.question.every
    return AnswerRow(
        dimensions=dict(zip(names, cell.dimensions, strict=True)),
        period=label(cell.period, every) if every and cell.period else None,
        statistic=plan.statistic.name,
        value=figure.value,
        lo=figure.lo,
        hi=figure.hi,
        n=figure.n,
        n_effective=figure.n_effective,
        missing=figure.missing,
        method=figure.method,
        warnings=figure.warnings,
    )
