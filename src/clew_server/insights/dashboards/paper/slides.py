"""Four slides with charts that can be edited: the scores, their course, what hurts, and where."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.util import Inches, Pt

from clew.questions.answer import AnswerRow
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.dashboards.paper.hurting import what_hurts
from clew_server.insights.dashboards.paper.scores import asked_of_reader, scores, trend
from clew_server.insights.questions.answering import Reader
from clew_server.insights.questions.asking.query import Query
from clew_server.insights.questions.showing.words import value_text

__all__ = ["four_slides"]

WIDE, HIGH = Inches(13.333), Inches(7.5)
LEFT, BROAD = Inches(0.7), Inches(11.9)
INK, QUIET, THREAD = RGBColor(0x1B, 0x24, 0x30), RGBColor(0x4E, 0x59, 0x67), RGBColor(0xA3, 0x26, 0x3F)
TITLE_ONLY = 5
MOST_BARS, MOST_SERIES = 10, 6
LARGE = 16


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
    said = [f"{score.name} ({score.line.interval}; n {score.line.n})" for score in found[:MOST_BARS]]
    data = CategoryChartData()
    data.categories = said[::-1]
    data.add_series(gettext("Value"), [round(score.number, 1) for score in found[:MOST_BARS]][::-1])
    chart = _chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, top=1.7, height=3.6)
    _labelled(chart)
    changes = [score for score in found if score.line.verdict]
    _lines(slide, [f"{s.name}: {_change(s.line)}" for s in changes[:6]], top=5.4, height=1.6)


def _change(line: Any) -> str:
    verdict = line.verdict
    return " ".join(part for part in (verdict.difference, verdict.text) if part)


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
    data.categories = periods
    for group in groups:
        mine = {row.period: row for row in found.answer.rows if tuple(row.dimensions.values()) == group}
        name = ", ".join(value_text(value) for value in group) or shown.title
        ends = [(name, "value")]
        if len(groups) == 1:
            ends += [(gettext("lower end"), "lo"), (gettext("upper end"), "hi")]
        for label, part in ends:
            data.add_series(label, [_scaled(mine.get(period), part, size) for period in periods])
    chart = _chart(slide, XL_CHART_TYPE.LINE_MARKERS, data, top=1.7, height=5.2)
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    if len(groups) == 1:
        for series in list(chart.plots[0].series)[1:]:
            series.format.line.color.rgb, series.format.line.width = QUIET, Pt(1)


def _hurting(deck: Any, reader: MemberRequest | Reader, span: Query) -> None:
    told = what_hurts(reader)
    if told:
        slide = _slide(deck, gettext("What hurts"), "")
        _lines(slide, [f"{number}. {text}" for number, text in enumerate(told, 1)], top=1.7, height=5.2, size=18)
        return
    answered = _ranked(reader, span)
    slide = _slide(deck, gettext("What hurts: touchpoints, the worst first"), answered[1].sentence if answered else "")
    if answered:
        found, shown = answered
        rows = [row for row in found.answer.rows if row.value is not None]
        rows.sort(key=lambda row: row.value or 0.0, reverse=found.answer.direction == "lower")
        _bars(slide, rows[:MOST_BARS], shown.title, found.answer.unit)


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
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False


def _bars(slide: Any, rows: list[AnswerRow], title: str, unit: str) -> None:
    size = 100 if unit == "share" else 1
    data = CategoryChartData()
    data.categories = [f"{value_text(row.dimensions.get('touchpoint'))} (n {row.n})" for row in rows][::-1]
    data.add_series(title, [_scaled(row, "value", size) for row in rows][::-1])
    _labelled(_chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, top=1.7, height=5.2))


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
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(size), QUIET if size < LARGE else INK


def _chart(slide: Any, kind: Any, data: Any, *, top: float, height: float) -> Any:
    chart = slide.shapes.add_chart(kind, LEFT, Inches(top), BROAD, Inches(height), data).chart
    chart.has_legend, chart.has_title = False, False
    chart.font.size, chart.font.color.rgb = Pt(13), INK
    return chart


def _labelled(chart: Any) -> None:
    plot = chart.plots[0]
    plot.has_data_labels, plot.gap_width = True, 60
    plot.data_labels.font.size = Pt(13)
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = THREAD
    chart.value_axis.has_major_gridlines = False
