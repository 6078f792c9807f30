"""The questions of a survey as the page shows them: scores, bars, rows, places and words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import get_language, gettext

from clew.stats.estimate import Estimate, shown
from clew.surveys.model.questions import Matrix, OnScale, Ranking, scale_of
from clew.surveys.model.texts import told
from clew.surveys.results.figures import Bar, Figure
from clew.surveys.running import option_text
from clew_server.insights.hiding.words import fewer_than
from clew_server.surveys.results.computed import Computed, Part
from clew_server.surveys.results.guarding import is_few
from clew_server.surveys.results.words import SCORES, UNITS
from clew_server.web.figures import amounts, figure
from clew_server.web.figures.amounts import Unit, count

__all__ = ["Line", "ShownPart", "estimated", "shown_part"]

#: Figures of fewer are not told: too noisy to read, whoever looks.
FEWEST = 5
#: The parts of NPS, from left to right.
SPLIT = ("detractors", "passives", "promoters")


@dataclass(frozen=True)
class Line:
    """A score, an option or a row: over all, without what looks careless, weighted; ``wide`` is the bar (0 to 100)."""

    label: str
    all_of: figure.Figure
    without: figure.Figure | None = None
    weighted: figure.Figure | None = None
    count: str = ""
    wide: float | None = None
    effective: str = ""
    rows: str = ""


@dataclass(frozen=True)
class Piece:
    """A part of a whole as it is drawn: where it begins and how wide it is (0 to 100)."""

    kind: str
    label: str
    value: str
    start: float
    wide: float


@dataclass(frozen=True)
class ShownPart:
    """One question in one series. ``split`` is what is drawn of it as one bar."""

    text: str
    kind: str
    counts: tuple[str, ...]
    scores: tuple[Line, ...] = ()
    bars: tuple[Line, ...] = ()
    rows: tuple[Line, ...] = ()
    versions: str = ""
    changes: tuple[str, ...] = ()
    is_hidden: bool = False
    split: tuple[Piece, ...] = ()


def estimated(estimate: Estimate | None, unit: str, fewest: int = FEWEST) -> figure.Figure:
    """Return an estimate in words; where it is of too few, only that."""
    if estimate is None or not estimate.n:
        return figure.Figure("", "", gettext("n %(n)s") % {"n": count(0)}, gettext("Nobody answered this."))
    n = gettext("n %(n)s") % {"n": count(estimate.n)}
    seen = shown(estimate, fewest)
    if seen.value is None:
        return figure.Figure("", "", n, gettext("Too few to be shown."))
    seen = seen.scaled(100) if unit == "points" else seen
    wide = seen.hi - seen.lo if seen.hi is not None and seen.lo is not None else None
    how = Unit(unit, width=wide)
    return figure.Figure(amounts.amount(seen.value or 0.0, how), amounts.interval(seen.lo, seen.hi, how), n)


def shown_part(
    part: Part, computed: Computed, k: int, *, is_alone: bool, opens: Callable[[str, str], str] = lambda *_: ""
) -> ShownPart:
    """Return a question for the page; ``is_alone``: it has one series, so versions need no naming.

    ``opens`` gives the address of the rows behind a kind of answer to a question, or to one row of it.
    """
    fewest = k if computed.is_guarded else FEWEST
    hidden = computed.is_guarded and is_few(part.figure.given, k)
    versions = "" if is_alone else ", ".join(count(number) for number in part.series.versions)
    changes = tuple(change.message for change in part.series.changes)
    text = told(part.question.text, get_language() or "en", part.asked.language)
    counts = tuple(_counts(part.figure, k, is_guarded=computed.is_guarded))
    if hidden:
        return ShownPart(text, part.figure.kind, counts, versions=versions, changes=changes, is_hidden=True)
    lines = [replace(line, rows=opens(kind, name)) for kind, name, line in _rows(part, fewest, k, computed)]
    rows, bars = tuple(lines), () if part.figure.rows else tuple(_bars(part, fewest))
    scores = () if part.figure.rows else tuple(_scores(part, fewest))
    return ShownPart(
        text, part.figure.kind, counts, scores, bars, rows, versions, changes, split=tuple(_split(part, fewest))
    )


def _split(part: Part, fewest: int) -> Iterator[Piece]:
    """Yield who would not recommend, who does not mind and who would, as parts of one bar; none of too few."""
    start = 0.0
    for name in SPLIT if part.figure.kind == "nps" else ():
        estimate = part.figure.score(name)
        if estimate is None or estimate.value is None or estimate.n < fewest:
            return
        wide = round(100 * estimate.value, 2)
        yield Piece(name, str(SCORES[name]), amounts.amount(estimate.value, Unit("share")), round(start, 2), wide)
        start += wide


def _counts(found: Figure, k: int, *, is_guarded: bool) -> Iterator[str]:
    """Yield how many answered, and apart from them who did not and why."""

    def said(n: int) -> str:
        return fewer_than(k) if is_guarded and is_few(n, k) else count(n)

    yield gettext("answered: %(n)s") % {"n": said(found.given)}
    for n, words in (
        (found.missing, gettext("left blank: %(n)s")),
        (found.not_applicable, gettext("does not apply: %(n)s")),
        (found.not_asked, gettext("not asked: %(n)s")),
        (found.not_reached, gettext("stopped before: %(n)s")),
    ):
        if n:
            yield words % {"n": said(n)}


def _scores(part: Part, fewest: int) -> Iterator[Line]:
    for name, estimate in part.figure.scores:
        if isinstance(part.question, Ranking):
            yield _line(part, name, _option(part, name), estimate, "points of the scale", fewest)
        else:
            yield _line(part, name, str(SCORES[name]), estimate, UNITS.get(name, "share"), fewest)


def _line(part: Part, name: str, label: str, estimate: Estimate, unit: str, fewest: int) -> Line:
    without = part.without.score(name) if part.without else None
    weighted = part.weighted.score(name) if part.weighted else None
    return Line(
        label,
        estimated(estimate, unit, fewest),
        estimated(without, unit, fewest) if without else None,
        estimated(weighted, unit, fewest) if weighted else None,
        effective=_effective(weighted),
    )


def _effective(weighted: Estimate | None) -> str:
    if weighted is None or weighted.n_effective is None:
        return ""
    return gettext("worth %(n)s unweighted answers") % {"n": amounts.reader().number(weighted.n_effective, 0)}


def _bars(part: Part, fewest: int) -> Iterator[Line]:
    """Yield each rating or option; options in no order of their own the most chosen first."""
    without = {bar.name: bar for bar in part.without.bars} if part.without else {}
    weighted = {bar.name: bar for bar in part.weighted.bars} if part.weighted else {}
    bars: Sequence[Bar] = part.figure.bars
    if scale_of(part.question) is None and part.figure.kind != "ranking":
        bars = sorted(bars, key=lambda bar: -bar.count)
    for bar in bars:
        other, heavy = without.get(bar.name), weighted.get(bar.name)
        yield Line(
            _option(part, bar.name),
            estimated(bar.share, "share", fewest),
            estimated(other.share, "share", fewest) if other else None,
            estimated(heavy.share, "share", fewest) if heavy else None,
            count(bar.count),
            round(100 * (bar.share.value or 0), 1),
        )


def _option(part: Part, name: str) -> str:
    """Return what an option or a rating is called; the ends of a scale with their words."""
    language = get_language() or "en"
    scale = scale_of(part.question)
    if scale is None:
        return option_text(part.asked, part.question, name, language) or name  # type: ignore[arg-type]
    number = amounts.reader().number(int(name), 0)
    ends = {str(scale.min): "low", str(scale.max): "high"}
    if isinstance(part.question, OnScale) and name in ends:
        words = told(getattr(part.question, ends[name]), language, part.asked.language)
        return gettext("%(number)s, %(words)s") % {"number": number, "words": words} if words else number
    return number


def _rows(part: Part, fewest: int, k: int, computed: Computed) -> Iterator[tuple[str, str, Line]]:
    """Yield each row of a matrix with its kind and name: its score on a scale, its columns without one."""
    if not isinstance(part.question, Matrix):
        return
    texts = {row.id: told(row.text, get_language() or "en", part.asked.language) for row in part.question.rows}
    for at, row in enumerate(part.figure.rows):
        label = texts[row.question.partition(".")[2]]
        if computed.is_guarded and is_few(row.given, k):
            lines = iter([Line(label, figure.Figure("", "", fewer_than(k), gettext("Too few to be shown.")))])
        else:
            lines = _scored(part, at, label, fewest) if row.scores else _columns(part, row, label, fewest)
        yield from ((row.kind, row.question, line) for line in lines)


def _scored(part: Part, at: int, label: str, fewest: int) -> Iterator[Line]:
    name, estimate = part.figure.rows[at].scores[0]
    unit = UNITS.get(name, "share")
    without = part.without.rows[at].score(name) if part.without else None
    weighted = part.weighted.rows[at].score(name) if part.weighted else None
    scale = scale_of(part.question)
    share = estimate.value or 0.0
    if unit != "share" and scale is not None:
        share = (share - scale.min) / ((scale.max - scale.min) or 1)
    yield Line(
        label,
        estimated(estimate, unit, fewest),
        estimated(without, unit, fewest) if without else None,
        estimated(weighted, unit, fewest) if weighted else None,
        wide=round(100 * share, 1) if estimate.n >= fewest else None,
        effective=_effective(weighted),
    )


def _columns(part: Part, row: Figure, label: str, fewest: int) -> Iterator[Line]:
    for bar in row.bars:
        said = gettext("%(row)s: %(column)s") % {"row": label, "column": _option(part, bar.name)}
        yield Line(
            said, estimated(bar.share, "share", fewest), count=count(bar.count),
            wide=round(100 * (bar.share.value or 0), 1),
        )  # fmt: skip
