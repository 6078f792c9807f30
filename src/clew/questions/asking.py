"""The one door: a question and a lake version in, an answer out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from clew.questions.answer import Answer, AnswerRow, Comparison
from clew.questions.doubts import read_doubts
from clew.questions.finishing.compare import Pair, compared, pairs_of_field, pairs_of_periods, pairs_of_spans
from clew.questions.finishing.finish import estimate, shares
from clew.questions.finishing.words import population, spoken
from clew.questions.gathering.cells import Cell, Values
from clew.questions.gathering.lake import Engine, Lake, Reader
from clew.questions.gathering.reading import Groups, read_exposure, read_groups, with_zeros
from clew.questions.gathering.remarks import read_remarks
from clew.questions.gathering.scale import read_scale
from clew.questions.gathering.stock import is_stock
from clew.questions.gathering.working import reader_of
from clew.questions.plan import PERIOD_COMPARISONS, Plan, make_plan
from clew.questions.question import Question
from clew.questions.segments.members import conditions_asked
from clew.questions.spec import spec_hash
from clew.questions.timing.periods import label
from clew.questions.timing.windows import Covered, covered, is_whole, own_window
from clew.questions.unmet import Asked, unmet
from clew.stats.estimate import Estimate, shown

__all__ = ["answer"]

#: Families whose figure is how many there are: none is a figure too, 0, where there was something to count among.
COUNTS = frozenset({"count", "stock"})


def answer(question: Question, lake: Lake, engine: Engine) -> Answer:
    """Return the answer to ``question`` over one lake version.

    Raises :class:`~clew.errors.UsageError` for a name, value or join that cannot be, and
    :class:`~clew.errors.MissingFileError` where the lake version is too old to be read (take a new one, ask again).
    """
    plan = make_plan(question)
    reader = reader_of(plan, lake, engine)
    window = own_window(reader, plan)
    exposure, covers = read_exposure(reader, plan, window), covered(reader, plan, window)
    groups = with_zeros(read_groups(reader, plan, window), plan, window, exposure, covers)
    scale = read_scale(reader, plan, window, groups)
    said = (*read_doubts(reader, plan), *read_remarks(reader, plan, window))
    groups = replace(groups, warnings=(*groups.warnings, *said, *_unmet(reader, plan, groups)))

    has_rows = reader.span(plan.table)[0] is not None

    def figure(cell: Cell) -> Estimate:
        found = estimate(plan.statistic, cell.content, question.level, exposure(cell), scale(cell), plan.horizon)
        known = plan.statistic.family in COUNTS and (has_rows or cell.content.missing or cell.period)
        return found if found.n or known else replace(found, value=None, lo=None, hi=None)

    rows = [row for cell in groups.cells for row in _rows(plan, cell, groups.names, figure, covers)]
    comparisons = compared(plan, _pairs(plan, groups), groups.names, exposure) if question.compare else ()
    return _answer(plan, reader, groups, tuple(rows), comparisons, window.as_of.isoformat() if window.as_of else None)


def _unmet(reader: Reader, plan: Plan, groups: Groups) -> tuple[str, ...]:
    """Return what nobody has of what the filters ask for, where nothing is found."""
    if any(cell.content.n for cell in groups.cells):
        return ()
    asked: list[Asked] = []
    for field, filters in plan.filters:
        asked += conditions_asked(reader, filters) if field.kind == "segment" else [((field,), filters)]
    return unmet(reader, asked, plan.question.zone)


def _answer(
    plan: Plan,
    reader: Reader,
    groups: Groups,
    rows: tuple[AnswerRow, ...],
    comparisons: tuple[Comparison, ...],
    as_of: str | None,
) -> Answer:
    return Answer(
        metric=plan.metric.name,
        label=plan.metric.label,
        statistic=plan.statistic.name,
        unit=plan.statistic.unit,
        direction=plan.metric.direction_of(plan.parameters),
        level=plan.question.level,
        as_of=as_of,
        spec_hash=spec_hash(plan, reader.rules, reader.texts),
        population=population(plan),
        rows=rows,
        comparisons=comparisons,
        warnings=(*groups.warnings, *_nothing_compared(plan.question, rows, comparisons)),
        sql=tuple(reader.sql),
        lake_version=reader.lake.version,
    )


def _nothing_compared(
    question: Question, rows: tuple[AnswerRow, ...], comparisons: tuple[Comparison, ...]
) -> tuple[str, ...]:
    """Return why a comparison that was asked for is not there."""
    if not question.compare or comparisons or not rows:
        return ()
    earlier = {"previous": "no earlier period", "year": "no figures from a year before"}
    lacking = earlier.get(question.compare, f"fewer than two values of {question.compare}")
    return (f"nothing to compare: {lacking} among these answers",)


def _pairs(plan: Plan, groups: Groups) -> list[Pair]:
    compare = plan.question.compare
    if compare not in PERIOD_COMPARISONS:
        return pairs_of_field(groups.cells, groups.names.index(str(compare)))
    if plan.question.every:
        return pairs_of_periods(plan, groups.cells, groups.before)
    return pairs_of_spans(groups.cells, groups.before, "a year before" if compare == "year" else "the span before")


def _rows(
    plan: Plan, cell: Cell, names: tuple[str, ...], figure: Callable[[Cell], Estimate], covers: Covered
) -> Iterator[AnswerRow]:
    """Yield the rows of one cell: one figure, or one a value of a distribution."""
    if not cell.content.n and cell.period is None and plan.question.every:
        return  # asked at an unknown time and never answered: no row of any period
    dimensions = dict(zip(names, cell.dimensions, strict=True))
    if plan.statistic.family != "distribution" or not isinstance(cell.content, Values):
        yield _row(plan, cell, dimensions, figure(cell), covers)
        return
    for value, found in shares(cell.content, plan.question.level):
        yield _row(plan, cell, {**dimensions, "rating": spoken(value)}, found, covers)


def _row(plan: Plan, cell: Cell, dimensions: dict[str, str | None], found: Estimate, covers: Covered) -> AnswerRow:
    every, is_a_stock = plan.question.every, is_stock(plan)
    # how many are there is a complete count, however small; it is known at the end of a period that is over
    figure = found if is_a_stock else shown(found, plan.question.min_n)
    if cell.period and not is_whole(cell.period, plan, (None, covers[1]) if is_a_stock else covers):
        figure = figure.warn("incomplete period")
    return AnswerRow(
        dimensions=dimensions,
        period=label(cell.period, every) if every and cell.period else None,
        statistic=plan.statistic.name,
        value=figure.value,
        lo=figure.lo,
        hi=figure.hi,
        # of a rate n says how many events there were, whatever they are counted per
        n=figure.n if is_a_stock or plan.statistic.family == "burn_time" else cell.content.n,
        n_effective=figure.n_effective,
        missing=figure.missing,
        method=figure.method,
        warnings=figure.warnings,
    )
