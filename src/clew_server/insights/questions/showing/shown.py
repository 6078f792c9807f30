"""An answer as a table of texts: what a page, a dashboard's card and a sheet of paper show of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from babel.dates import format_date, format_datetime
from django.utils.translation import gettext

from clew.metrics import METRICS
from clew.questions.answer import Answer, AnswerRow, Comparison
from clew.questions.targets.target import Target, find_target, read_targets
from clew.questions.targets.verdicts import is_complete, said_of_change, said_of_figure
from clew.questions.timing.times import read_time, zone_of
from clew_server.insights.asked import PERIODS, Asked
from clew_server.insights.hiding.guarded import Guarded, cell_of
from clew_server.insights.questions.asking.query import Query
from clew_server.insights.questions.showing.figures import count, figure, interval, locale, signed
from clew_server.insights.questions.showing.words import (
    choice_label,
    dimension,
    metric_label,
    row_warning,
    setting_label,
    statistic_label,
    unit_label,
    value_of,
)
from clew_server.sentences.telling import told
from clew_server.web.figures.amounts import reader
from clew_server.web.figures.periods import period

__all__ = ["Line", "Shown", "Verdict", "sentence", "shown"]

TIME_COMPARISONS = ("previous", "year")
#: Lines of a table that a page shows; the file has them all.
MOST_LINES = 500


@dataclass(frozen=True)
class Verdict:
    """What may be said of a difference or of a target, with a tone: good, bad or empty."""

    text: str
    tone: str = ""
    difference: str = ""
    interval: str = ""
    about: str = ""


@dataclass(frozen=True)
class Line:
    """One figure of an answer as texts; ``link`` opens the rows behind it, empty where they stay closed."""

    labels: tuple[str, ...]
    period: str
    value: str
    interval: str
    n: str
    count: int
    missing: str
    is_hidden: bool
    warnings: tuple[str, ...]
    verdict: Verdict | None
    target: Verdict | None
    link: str


@dataclass(frozen=True)
class Shown:
    """An answer as texts: a title, a sentence, heads, lines; ``left_out`` lines are only in the file."""

    title: str
    span: str
    sentence: str
    population: str
    as_of: str
    unit: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    left_out: int
    comparisons: tuple[Verdict, ...]
    warnings: tuple[str, ...]
    level: str
    has_periods: bool
    is_strict: bool
    shown_at: str
    methods: tuple[str, ...] = field(default=())

    @property
    def has_verdicts(self) -> bool:
        """Whether any line was compared in time."""
        return any(line.verdict for line in self.lines)

    @property
    def has_targets(self) -> bool:
        """Whether any line has a target."""
        return any(line.target for line in self.lines)


def shown(query: Query, asked: Asked, found: Guarded, link: Callable[[AnswerRow], str] = lambda _: "") -> Shown:
    """Return the answer as texts; ``link(row)`` gives the address of the rows behind one of its figures."""
    answer, week_start = found.answer, asked.settings.week_start
    targets = read_targets(asked.settings.documents)
    before = {cell_of(answer, c): c for c in answer.comparisons} if _is_in_time(found) else {}
    names = list(answer.rows[0].dimensions) if answer.rows else []
    lines = tuple(
        _line(answer, row, before.get(cell_of(answer, row)), _target(targets, answer, row, found), link, week_start)
        for row in answer.rows[:MOST_LINES]
    )
    return Shown(
        title=title_of(query),
        span=span_of(asked),
        sentence=sentence(query, asked),
        population=population_of(query, asked, answer),
        as_of=moment(answer.as_of, asked.settings.zone),
        unit=unit_label(answer.unit),
        heads=tuple(dimension(name) for name in names),
        lines=lines,
        left_out=max(0, len(answer.rows) - MOST_LINES),
        comparisons=() if before else tuple(_compared(answer, c, week_start) for c in answer.comparisons[:MOST_LINES]),
        warnings=tuple(row_warning(text) for text in answer.warnings),
        level=figure(answer.level, "share"),
        has_periods=bool(found.question.every),
        is_strict=found.is_strict,
        shown_at=moment(found.shown_at.isoformat(), asked.settings.zone) if found.shown_at else "",
        methods=tuple(dict.fromkeys(row.method for row in answer.rows if row.method)),
    )


def title_of(query: Query) -> str:
    """Return the short name of a question: its metric and statistic."""
    known = METRICS.get(query.metric)
    statistic = query.statistic or (known.default_statistic if known else "")
    if not known or statistic == known.default_statistic:
        return metric_label(query.metric)
    return gettext("%(metric)s: %(statistic)s") % {
        "metric": metric_label(query.metric), "statistic": statistic_label(statistic),
    }  # fmt: skip


def population_of(query: Query, asked: Asked, answer: Answer) -> str:
    """Return the sentence that says what is counted: the library's in English, else its parts in the reader's words."""
    known = METRICS.get(query.metric)
    if locale() == "en" or known is None:
        return answer.population
    rows = gettext("rows of %(table)s") % {"table": choice_label(query.settings.get("table", ""))}
    counted = told(known.counts) if known.counts else rows
    return f"{counted[:1].upper()}{counted[1:]} · {sentence(query, asked)}."


def sentence(query: Query, asked: Asked) -> str:
    """Return what is asked in one line: when, by what, of whom, compared with what."""
    parts = [span_of(asked)]
    if query.every:
        parts.append({
            "day": gettext("each day"), "week": gettext("each week"), "month": gettext("each month"),
            "quarter": gettext("each quarter"), "year": gettext("each year"),
        }.get(query.every, query.every))  # fmt: skip
    if query.by:
        parts.append(gettext("by %(dimensions)s") % {"dimensions": ", ".join(dimension(name) for name in query.by)})
    parts += [_said(given.field, given.operator, given.value) for given in asked.filters]
    settings = sorted(query.known_settings().items())
    parts += [f"{setting_label(name)} = {choice_label(value)}" for name, value in settings]
    if query.against:
        parts.append(gettext("values of %(dimension)s compared") % {"dimension": dimension(query.against)})
    elif asked.compare == "previous":
        parts.append(gettext("compared with the span before"))
    elif asked.compare == "year":
        parts.append(gettext("compared with a year before"))
    if query.weighted:
        parts.append(gettext("weighted"))
    return " · ".join(parts)


def span_of(asked: Asked) -> str:
    """Return the days that were asked for, in words."""
    if asked.start is None and asked.last_day is None:
        return str(PERIODS["all"])
    named = str(PERIODS[asked.period]) if asked.period in PERIODS else ""
    first, last = (day(each) for each in (asked.start, asked.last_day))
    if not first:
        return gettext("until %(last)s") % {"last": last}
    if not last:
        return gettext("from %(first)s") % {"first": first}
    days = gettext("%(first)s to %(last)s") % {"first": first, "last": last}
    return f"{named} ({days})" if named else days


def day(value: date | None) -> str:
    """Return a day in words, empty for none."""
    return str(format_date(value, "d MMM y", locale=locale())) if value else ""


def moment(text: str | None, zone: str) -> str:
    """Return a time of the library (UTC) on the workspace's clock, in words."""
    if not text:
        return ""
    return str(format_datetime(read_time(text, "UTC"), "d MMM y, HH:mm", tzinfo=zone_of(zone), locale=locale()))


def _said(name: str, operator: str, value: str) -> str:
    symbol = {"!=": "≠", "<=": "≤", ">=": "≥"}.get(operator, operator)
    return f"{dimension(name)} {symbol} {value_of(name, value)}"


def _is_in_time(found: Guarded) -> bool:
    return found.question.compare in TIME_COMPARISONS


def _line(
    answer: Answer, row: AnswerRow, change: Comparison | None, target: Target | None, link: Callable[[AnswerRow], str],
    week_start: str,
) -> Line:  # fmt: skip
    is_hidden = "suppressed" in row.warnings
    told = None if is_hidden or target is None else said_of_figure(row, target, complete=is_complete(answer))
    return Line(
        labels=tuple(value_of(name, value) for name, value in row.dimensions.items()),
        period=period(row.period, week_start),
        value=figure(row.value, answer.unit),
        interval=_between(row.lo, row.hi, answer.unit),
        n="" if is_hidden else count(row.n),
        count=row.n,
        missing=count(row.missing) if row.missing else "",
        is_hidden=is_hidden,
        warnings=tuple(row_warning(text) for text in row.warnings),
        verdict=_change(answer, change, target) if change else None,
        target=_aimed(answer, target, told) if target and told else None,
        link="" if is_hidden else link(row),
    )


def _between(lo: float | None, hi: float | None, unit: str) -> str:
    low, high = interval(lo, hi, unit)
    if low and high:
        return gettext("%(low)s to %(high)s") % {"low": low, "high": high}
    if low:
        return gettext("at least %(low)s") % {"low": low}
    return gettext("at most %(high)s") % {"high": high} if high else ""


def _change(answer: Answer, change: Comparison, target: Target | None = None) -> Verdict:
    said = said_of_change(change, answer.direction, target)
    difference = signed(change.difference, answer.unit)
    low, high = signed(change.lo, answer.unit), signed(change.hi, answer.unit)
    between = gettext("%(low)s to %(high)s") % {"low": low, "high": high} if low and high else ""
    if said.is_beyond_chance is None:
        text = gettext("cannot tell")
    elif said.is_beyond_chance:
        text = gettext("beyond chance")
    elif said.would_have_seen is None:
        text = gettext("no change shown")
    else:
        text = gettext("no change shown; we would have seen ±%(size)s") % {
            "size": signed(said.would_have_seen, answer.unit).lstrip("+")
        }
    tone = "" if said.is_better is None else "good" if said.is_better else "bad"
    if said.matters == "big enough to matter":
        text = gettext("%(said)s, big enough to matter") % {"said": text}
    elif said.matters == "too small to matter":
        text = gettext("%(said)s, too small to matter") % {"said": text}
    return Verdict(text, tone, difference, between)


def _compared(answer: Answer, change: Comparison, week_start: str) -> Verdict:
    said = _change(answer, change)
    own = [value_of(name, value) for name, value in change.dimensions.items()]
    own += [period(change.period, week_start)] if change.period else []
    about = gettext("%(own)s against %(other)s") % {"own": " · ".join(own), "other": _other(change, week_start)}
    return Verdict(said.text, said.tone, said.difference, said.interval, about)


def _other(change: Comparison, week_start: str) -> str:
    """Return what a figure is compared with, in words: a period, or as the library calls it ("all others")."""
    said = period(change.reference, week_start)
    return reader().say(said) if said == change.reference else said


def _target(targets: Mapping[str, Target], answer: Answer, row: AnswerRow, found: Guarded) -> Target | None:
    program = row.dimensions.get("program") or next(
        (given.value for given in found.question.where if given.field == "program" and given.operator == "="), ""
    )
    return find_target(targets, answer.metric, answer.statistic, program)


def _aimed(answer: Answer, target: Target, told: str) -> Verdict:
    words = {"reached": gettext("reached"), "missed": gettext("missed"), "cannot tell": gettext("cannot tell")}
    tones = {"reached": "good", "missed": "bad"}
    about = gettext("target %(value)s: %(verdict)s") % {
        "value": figure(target.value, answer.unit), "verdict": words[told],
    }  # fmt: skip
    return Verdict(about, tones.get(told, ""))
