"""Four slides with charts that can be edited: the scores, their course, what hurts, and where."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from clew.questions.answer import AnswerRow
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.dashboards.paper.hurting import what_hurts
from clew_server.insights.dashboards.paper.scores import Score, asked_of_reader, scores, trend
from clew_server.insights.questions.answering import Reader
from clew_server.insights.questions.asking.query import Query
from clew_server.insights.questions.showing.figures import count, interval
from clew_server.insights.questions.showing.words import value_of, value_text
from clew_server.web.figures.periods import period

__all__ = ["four_slides"]

WIDE, HIGH = Inches(13.333), Inches(7.5)
LEFT, BROAD = Inches(0.7), Inches(11.9)
INK, QUIET, THREAD = RGBColor(0x1B, 0x24, 0x30), RGBColor(0x4E, 0x59, 0x67), RGBColor(0xA3, 0x26, 0x3F)
HAIR = RGBColor(0xDD, 0xE2, 0xE8)
#: Told apart by lightness as well as by hue, so also on grey paper.
PALETTE = (
    INK,
    THREAD,
    RGBColor(0x7C, 0x8A, 0x9A),
    RGBColor(0x0F, 0x6B, 0x61),
    RGBColor(0xD9, 0x9A, 0xA6),
    RGBColor(0xB8, 0xC2, 0xCC),
)
TITLE_ONLY = 5
MOST_BARS, MOST_SERIES = 10, 6
#: Places with fewer answers are not ranked by what hurts, where others have more.
LEAST = 30
#: Lines with their intervals; with more of them nobody could tell which is whose.
MOST_WITH_INTERVALS = 2
LARGE = 16
FULL = 100


def four_slides(reader: MemberRequest | Reader, span: Query) -> bytes:
    """Return the presentation about the span of ``span``, in the reader's language."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDE, HIGH
    _scores(deck, reader, span)
    _course(deck, reader, span)
    _hurting(deck, reader, span)
    _where(deck, reader, span)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _scores(deck: Any, reader: MemberRequest | Reader, span: Query) -> None:
    found = list(scores(reader, span))
    first = found[0] if found else None
    title = gettext("Nothing was measured in this period.")
    if first:
        title = gettext("%(score)s: %(value)s (%(interval)s)") % {
            "score": first.name, "value": first.line.value, "interval": first.line.interval,
        }  # fmt: skip
    slide = _slide(deck, title, _sentence(reader, span))
    if not found:
        return
    data = CategoryChartData()
    data.categories = [score.name for score in found[:MOST_BARS]]
    data.add_series(gettext("Points or per cent"), [round(score.number, 1) for score in found[:MOST_BARS]])
    chart = _chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, top=1.7, height=3.4)
    _labelled(chart)
    chart.value_axis.maximum_scale = FULL
    _lines(slide, [f"{score.name}: {_said(score)}" for score in found[:MOST_BARS]], top=5.2, height=1.9)


def _said(score: Score) -> str:
    """Return a score with its interval, its n and what may be said of its change."""
    verdict = score.line.verdict
    parts = [f"{score.line.value} ({score.line.interval}; n {score.line.n})"]
    parts += [" ".join(part for part in (verdict.difference, verdict.text) if part)] if verdict else []
    return "; ".join(parts)


def _course(deck: Any, reader: MemberRequest | Reader, span: Query) -> None:
    answered = trend(reader, span)
    if answered is None:
        _slide(deck, gettext("There are too few answers for a course over time."), "")
        return
    found, shown = answered
    slide = _slide(deck, gettext("%(score)s over time") % {"score": shown.title}, f"{shown.sentence} · {shown.unit}")
    size = 100 if found.answer.unit == "share" else 1
    periods = list(dict.fromkeys(row.period or "" for row in found.answer.rows))[-13:]
    groups = list(dict.fromkeys(tuple(row.dimensions.values()) for row in found.answer.rows))[:MOST_SERIES]
    data = CategoryChartData()
    data.categories = [period(label, found.question.week_start, short=True) for label in periods]
    has_intervals = len(groups) <= MOST_WITH_INTERVALS
    for group in groups:
        mine = {row.period: row for row in found.answer.rows if tuple(row.dimensions.values()) == group}
        fields = found.answer.rows[0].dimensions
        name = ", ".join(value_of(*pair) for pair in zip(fields, group, strict=True)) or shown.title
        ends = [(name, "value")]
        if has_intervals:
            ends += [
                (f"{name}: {label}", part)
                for label, part in ((gettext("lower end"), "lo"), (gettext("upper end"), "hi"))
            ]
        for called, part in ends:
            data.add_series(called, [_scaled(mine.get(label), part, size) for label in periods])
    chart = _chart(slide, XL_CHART_TYPE.LINE_MARKERS, data, top=1.7, height=5.2)
    _legend(chart)
    each = 3 if has_intervals else 1
    for number, series in enumerate(chart.plots[0].series):
        _draw_line(series, PALETTE[number // each % len(PALETTE)], is_end=bool(number % each))


def _draw_line(series: Any, colour: RGBColor, *, is_end: bool) -> None:
    """Draw a line in its colour; the ends of an interval thin, dashed and without markers."""
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = colour, Pt(0.75 if is_end else 2.25)
    if is_end:
        series.format.line.dash_style = MSO_LINE.DASH
        series.marker.style = XL_MARKER_STYLE.NONE
        return
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 6
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = series.marker.format.line.color.rgb = colour


def _hurting(deck: Any, reader: MemberRequest | Reader, span: Query) -> None:
    told = what_hurts(reader)
    answered = _ranked(reader, span)
    title = gettext("What hurts") if told else gettext("What hurts: touchpoints, the worst first")
    slide = _slide(deck, title, "" if told else f"{answered[1].title} · {answered[1].sentence}" if answered else "")
    top = 1.7
    if told:
        _lines(slide, [f"{number}. {text}" for number, text in enumerate(told, 1)], top=1.15, height=2.5, size=LARGE)
        top = 1.3 + 0.38 * len(told)
    if answered:
        found, shown = answered
        rows = [row for row in found.answer.rows if row.value is not None]
        rows = [row for row in rows if row.n >= LEAST] or rows
        rows.sort(key=lambda row: row.value or 0.0, reverse=found.answer.direction == "lower")
        if told:
            _lines(slide, [f"{shown.title} · {shown.sentence} · {shown.unit}"], top=top, height=0.4)
            top += 0.35
        _bars(slide, rows[: MOST_BARS if not told else MOST_BARS // 2], shown.title, found.answer.unit, top=top)


def _ranked(reader: MemberRequest | Reader, span: Query) -> Any:
    for metric in ("csat", "nps", "rating"):
        query = span.changed(metric=metric, statistic="", by=("touchpoint",), every="", compare="none")
        answered = asked_of_reader(reader, query)
        if answered and any(row.value is not None for row in answered[0].answer.rows):
            return answered
    return None


def _where(deck: Any, reader: MemberRequest | Reader, span: Query) -> None:
    for metric in ("csat", "nps", "rating"):
        query = span.changed(metric=metric, statistic="", by=("touchpoint", "channel"), every="", compare="none")
        answered = asked_of_reader(reader, query)
        if answered and any(row.value is not None for row in answered[0].answer.rows):
            break
    else:
        _slide(deck, gettext("Where: no touchpoint was measured in this period."), "")
        return
    found, shown = answered
    slide = _slide(
        deck, gettext("Where: by touchpoint and channel"), f"{shown.title} · {shown.sentence} · {shown.unit}"
    )
    rows = [row for row in found.answer.rows if row.value is not None]
    places = list(dict.fromkeys(value_text(row.dimensions.get("touchpoint")) for row in rows))[:MOST_BARS]
    channels = list(dict.fromkeys(value_text(row.dimensions.get("channel")) for row in rows))[:MOST_SERIES]
    size = 100 if found.answer.unit == "share" else 1
    table = {
        (value_text(row.dimensions.get("touchpoint")), value_text(row.dimensions.get("channel"))): row for row in rows
    }
    data = CategoryChartData()
    data.categories = places
    for channel in channels:
        data.add_series(channel, [_scaled(table.get((place, channel)), "value", size) for place in places])
    chart = _chart(slide, XL_CHART_TYPE.COLUMN_CLUSTERED, data, top=1.7, height=5.2)
    _legend(chart)
    for number, series in enumerate(chart.plots[0].series):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = PALETTE[number % len(PALETTE)]
    chart.plots[0].gap_width, chart.plots[0].overlap = 60, -5
    if found.answer.unit == "share":
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, FULL
    known = [line for line in shown.lines if line.value]
    slide.notes_slide.notes_text_frame.text = "\n".join(
        f"{', '.join(line.labels)}: {line.value} ({line.interval}; n {line.n})" for line in known
    )
    _lines(slide, [gettext("Every figure with its interval and its number of answers stands in the notes.")],
           top=6.95, height=0.4)  # fmt: skip


def _bars(slide: Any, rows: list[AnswerRow], title: str, unit: str, top: float) -> None:
    size = 100 if unit == "share" else 1
    data = CategoryChartData()
    data.categories = [_named(row, unit) for row in rows]
    data.add_series(title, [_scaled(row, "value", size) for row in rows])
    _labelled(_chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, top=top, height=7.1 - top))


def _named(row: AnswerRow, unit: str) -> str:
    """Return a place with the interval of its figure and its n."""
    low, high = interval(row.lo, row.hi, unit)
    between = gettext("%(low)s to %(high)s") % {"low": low, "high": high} if low and high else ""
    said = "; ".join(part for part in (between, f"n {count(row.n)}") if part)
    return f"{value_text(row.dimensions.get('touchpoint'))} ({said})"


def _scaled(row: AnswerRow | None, part: str, size: int) -> float | None:
    value = None if row is None else getattr(row, part)
    return None if value is None else round(value * size, 2)


def _sentence(reader: MemberRequest | Reader, span: Query) -> str:
    answered = asked_of_reader(reader, span.changed(metric="nps", statistic="", by=(), every="", compare="none"))
    workspace = str(reader.workspace.name)
    return f"{workspace} · {answered[1].sentence}" if answered else workspace


def _slide(deck: Any, title: str, below: str) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    head = slide.shapes.title
    head.left, head.top, head.width, head.height = LEFT, Inches(0.4), BROAD, Inches(0.8)
    head.text_frame.word_wrap = True
    head.text_frame.text = title
    head.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    for run in head.text_frame.paragraphs[0].runs:
        run.font.size, run.font.bold, run.font.color.rgb = Pt(26), True, INK
    if below:
        _lines(slide, [below], top=1.15, height=0.5, size=14)
    return slide


def _lines(slide: Any, texts: list[str], *, top: float, height: float, size: int = 14) -> None:
    if not texts:
        return
    frame = slide.shapes.add_textbox(LEFT, Inches(top), BROAD, Inches(height)).text_frame
    frame.word_wrap = True
    for number, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = text
        paragraph.space_after = Pt(size / 4)
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(size), QUIET if size < LARGE else INK


def _chart(slide: Any, kind: Any, data: Any, *, top: float, height: float) -> Any:
    chart = slide.shapes.add_chart(kind, LEFT, Inches(top), BROAD, Inches(height), data).chart
    chart.has_legend, chart.has_title = False, False
    chart.font.size, chart.font.color.rgb = Pt(13), INK
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.format.line.color.rgb = chart.value_axis.format.line.color.rgb = HAIR
    chart.value_axis.major_gridlines.format.line.color.rgb = HAIR
    return chart


def _legend(chart: Any) -> None:
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False


def _labelled(chart: Any) -> None:
    plot = chart.plots[0]
    plot.has_data_labels, plot.gap_width = True, 60
    plot.data_labels.font.size = Pt(13)
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "0.0", False
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = THREAD
    chart.value_axis.has_major_gridlines = False
    chart.category_axis.reverse_order = True  # the first on top
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE  # each bar says its figure
    skip = chart.category_axis._element.makeelement(qn("c:tickLblSkip"), {"val": "1"})  # noqa: SLF001 - no other way
    chart.category_axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)  # noqa: SLF001
