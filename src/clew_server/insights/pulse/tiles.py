"""Tiles: what the answers to a measure's questions say, in the reader's words. Nothing here computes a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, pgettext

import clew
from clew.questions.answer import Answer, AnswerRow, Comparison
from clew.questions.targets.target import Target, find_target
from clew.questions.targets.verdicts import Change, is_complete, said_of_change, said_of_figure
from clew_server.insights.hiding.guarded import SUPPRESSED
from clew_server.insights.measures import Measure
from clew_server.insights.pulse.asking import Asking
from clew_server.insights.pulse.lines import Line, line_of
from clew_server.insights.reading import Found
from clew_server.web.figures.periods import period
from clew_server.web.figures.reader import Reader

__all__ = ["Said", "Tile", "Week", "tile_of"]

SMALL, LARGE = (104, 28), (320, 96)
#: What the company changed in some periods, as marks of :func:`clew.questions.timing.marks.marks_of`.
Marks = Callable[[Sequence[str | None]], Sequence[Mapping[str, Any]]]
VERDICTS: dict[str, tuple[str, str | Promise]] = {
    "reached": ("up", gettext_lazy("target %(target)s: reached")),
    "missed": ("down", gettext_lazy("target %(target)s: missed")),
    "cannot tell": ("", gettext_lazy("target %(target)s: cannot tell yet")),
}


@dataclass(frozen=True)
class Said:
    """A sentence with its tone ("up", "down" or ""); ``amount`` stands before it, stressed."""

    text: str
    tone: str = ""
    amount: str = ""


@dataclass(frozen=True)
class Week:
    """One week of the line, in words."""

    name: str
    value: str
    interval: str
    n: str
    note: str
    changed: str = ""


@dataclass(frozen=True)
class Tile:
    """One tile; without a ``value``, ``state`` says why: "none", "few" or "refused" (then ``reason``)."""

    measure: Measure
    label: str
    about: str
    state: str = ""
    reason: str = ""
    value: str = ""
    unit: str = ""
    interval: str = ""
    n: str = ""
    response: str = ""
    change: Said | None = None
    year: Said | None = None
    verdict: Said | None = None
    spark: Line | None = None
    line: Line | None = None
    weeks: tuple[Week, ...] = ()
    notes: tuple[str, ...] = ()
    #: What the first sentence of the page is chosen by: better, worse or neither, and the p of the change.
    is_better: bool | None = None
    p: float | None = None
    links: dict[str, str] = field(default_factory=dict)


def tile_of(
    asking: Asking, found: dict[str, Found], targets: dict[str, Target], reader: Reader, *,
    marks: Marks = lambda _: (), **more: Any,
) -> Tile:  # fmt: skip
    """Return the tile that the answers make; ``more`` are further fields of it.

    ``marks(periods)`` are what the company changed in them.
    """
    measure = asking.measure
    about = ", ".join(filter(None, (measure.about, measure.instrument)))
    common = {"measure": measure, "label": measure.label, "about": about, **more}
    answered = found.get("figure")
    if not isinstance(answered, clew.Answer):
        return Tile(**common, state="refused", reason=str(answered or asking.refused))
    figure = answered.answer
    row = _row(figure)
    if row is None or row.value is None:
        return Tile(**common, state="few" if row is not None and (row.n or SUPPRESSED in row.warnings) else "none")
    unit, working = figure.unit, measure.is_working
    target = find_target(targets, measure.metric, figure.statistic, measure.program)
    changed = _comparison(found.get("change") or answered, row)
    change = None if changed is None else said_of_change(changed, figure.direction, target)
    line = _line(found.get("line"), row)
    first = answered.question.week_start
    changed_in = [{**mark, "said": period(mark["period"], first)} for mark in marks([week.period for week in line])]
    told_in = {mark["period"]: str(mark["what"]) for mark in changed_in}
    return Tile(
        **common,
        value=reader.figure(row.value, unit, working=working),
        unit=_unit(unit),
        interval="" if row.lo is None or row.hi is None else reader.span(row.lo, row.hi, unit, working=working),
        n=reader.count(row.n),
        response=_response(found.get("response"), reader),
        change=_change(changed, change, unit, measure, reader),
        year=_year(found.get("year"), row, figure, measure, reader),
        verdict=_verdict(row, figure, target, measure, reader),
        spark=line_of(line, *SMALL, changed_in),
        line=line_of(line, *LARGE, changed_in),
        weeks=tuple(_week(week, unit, measure, reader, told_in, first) for week in line),
        notes=_notes(measure, figure),
        is_better=change.is_better if change else None,
        p=changed.p if changed else None,
    )


def _row(answer: Answer) -> AnswerRow | None:
    """Return the figure; where the span splits it after all, that of the most answers."""
    return max(answer.rows, key=lambda row: row.n, default=None)


def _comparison(found: Found | None, row: AnswerRow) -> Comparison | None:
    if not isinstance(found, clew.Answer):
        return None
    known = [each for each in found.answer.comparisons if each.difference is not None]
    same = [each for each in known if each.dimensions == row.dimensions]
    return next(iter(same or known), None)


def _line(found: Found | None, row: AnswerRow) -> list[AnswerRow]:
    if not isinstance(found, clew.Answer):
        return []
    return [week for week in found.answer.rows if week.dimensions == row.dimensions]


def _unit(unit: str) -> str:
    """Return the unit as it stands beside the figure; shares and times carry their own."""
    return {"points": gettext("points"), "per 1,000": gettext("per 1,000")}.get(unit, "")


def _change(
    changed: Comparison | None, change: Change | None, unit: str, measure: Measure, reader: Reader
) -> Said | None:
    if changed is None or change is None or changed.difference is None:
        return None
    working = measure.is_working
    if change.is_beyond_chance:
        ends = {"lo": reader.change(changed.lo or 0.0, unit, working=working),
                "hi": reader.change(changed.hi or 0.0, unit, working=working)}  # fmt: skip
        texts = {
            "big enough to matter": gettext("(%(lo)s to %(hi)s): beyond chance, and big enough to matter"),
            "too small to matter": gettext("(%(lo)s to %(hi)s): beyond chance, but too small to matter"),
        }
        text = texts.get(change.matters or "", gettext("(%(lo)s to %(hi)s): beyond chance")) % ends
        tone = "" if change.is_better is None else "up" if change.is_better else "down"
        return Said(text, tone, reader.change(changed.difference, unit, working=working))
    if change.is_beyond_chance is None:
        return Said(gettext("whether it changed, nobody can tell"))
    if change.would_have_seen is None:
        return Said(gettext("no change shown"))
    size = reader.size(change.would_have_seen, unit, working=working)
    return Said(gettext("no change shown; we would have seen ±%(size)s") % {"size": size})


def _year(found: Found | None, row: AnswerRow, figure: Answer, measure: Measure, reader: Reader) -> Said | None:
    changed = _comparison(found, row)
    if changed is None or changed.difference is None:
        return None
    change = said_of_change(changed, figure.direction)
    parts = {"change": reader.change(changed.difference, figure.unit, working=measure.is_working)}
    if change.is_beyond_chance:
        tone = "" if change.is_better is None else "up" if change.is_better else "down"
        return Said(gettext("%(change)s against a year before: beyond chance") % parts, tone)
    return Said(gettext("%(change)s against a year before: may be chance") % parts)


def _verdict(row: AnswerRow, figure: Answer, target: Target | None, measure: Measure, reader: Reader) -> Said | None:
    said = said_of_figure(row, target, complete=is_complete(figure)) if target else None
    if said is None or target is None or target.value is None:
        return None
    tone, text = VERDICTS[said]
    return Said(str(text) % {"target": reader.figure(target.value, figure.unit, working=measure.is_working)}, tone)


def _response(found: Found | None, reader: Reader) -> str:
    if not isinstance(found, clew.Answer):
        return ""
    row = _row(found.answer)
    if row is None or row.value is None:
        return ""
    return gettext("%(share)s of those asked answered") % {"share": reader.figure(row.value, "share")}


def _week(
    row: AnswerRow, unit: str, measure: Measure, reader: Reader, changed: Mapping[str, str], week_start: int
) -> Week:
    working = measure.is_working
    known = row.value is not None
    return Week(
        name=period(row.period, week_start),
        value=reader.figure(row.value, unit, working=working) if row.value is not None else "",
        interval=reader.span(row.lo, row.hi, unit, working=working)
        if row.lo is not None and row.hi is not None
        else "",
        n=reader.count(row.n) if known else "",
        note=pgettext("a week", "not over yet") if known and "incomplete period" in row.warnings else "",
        changed=changed.get(row.period or "", ""),
    )


def _notes(measure: Measure, figure: Answer) -> tuple[str, ...]:
    notes = []
    if measure.is_working:
        notes.append(pgettext("a figure", "in working time"))
    if measure.compared:
        notes.append(gettext("the change is that of the mean"))
    if measure.days_back:
        notes.append(gettext("of the span 90 days before, whose days are over"))
    return tuple(notes) if figure.rows else ()
