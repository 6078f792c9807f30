"""A dashboard as a PDF, set by Typst from data that is never markup."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import resources
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from clew.errors import ClewError
from clew_server.insights.dashboards.filled import Filled
from clew_server.insights.dashboards.models import COLUMNS
from clew_server.insights.questions.showing.figures import locale
from clew_server.insights.questions.showing.picture import svg
from clew_server.insights.questions.showing.shown import Line, Shown, day
from clew_server.insights.questions.showing.words import answers

__all__ = ["dashboard_pdf", "document_of", "lines_of"]

MOST_ROWS, LONGEST = 60, 120.0
_pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="paper")


def dashboard_pdf(title: str, workspace: str, cards: list[Filled]) -> bytes:
    """Return the cards as a PDF on A4 in the reader's language."""
    data = json.dumps(document_of(title, workspace, cards), ensure_ascii=False)
    return _pool.submit(_compiled, data).result(timeout=LONGEST)


def document_of(title: str, workspace: str, cards: list[Filled]) -> dict[str, Any]:
    """Return what stands on the paper: plain texts, numbers already in words, charts as SVG."""
    spans = list(dict.fromkeys(each.shown.span for each in cards if each.shown))
    moments = list(dict.fromkeys(each.shown.as_of for each in cards if each.shown and each.shown.as_of))
    known = gettext("Known up to %(as_of)s.") % {"as_of": max(moments, key=len)} if moments else ""
    made = gettext("Made on %(day)s.") % {"day": day(timezone.now().date())}
    return {
        "title": title,
        "workspace": workspace,
        "span": spans[0] if len(spans) == 1 else gettext("several periods"),
        "made": f"{made} {known}".strip(),
        "language": locale(),
        "lines": [[_card(each) for each in line] for line in lines_of(cards)],
    }


def lines_of(cards: list[Filled]) -> list[list[Filled]]:
    """Return the cards line by line, as many in one as have room in twelve columns."""
    lines: list[list[Filled]] = []
    room = 0
    for each in cards:
        if room < each.card.width:
            lines.append([])
            room = COLUMNS
        lines[-1].append(each)
        room -= each.card.width
    return lines


def _card(each: Filled) -> dict[str, Any]:
    card, shown = each.card, each.shown
    found: dict[str, Any] = {
        "kind": card.kind, "width": card.width, "title": card.title, "sentence": "", "error": each.error,
        "text": card.text, "figures": [], "svg": "", "heads": [], "labels": 0, "rows": [], "more": "",
    }  # fmt: skip
    if shown is None:
        return found
    found["sentence"] = f"{shown.title} · {shown.sentence} · {shown.unit}"
    if card.kind == "figure":
        found["figures"] = [_figure(line) for line in shown.lines[:6]]
    if card.kind == "chart":
        found["svg"] = _drawn(each)
    if card.kind == "table" or (card.kind == "chart" and not found["svg"]):
        found |= _table(shown)
    return found


def _drawn(each: Filled) -> str:
    if not each.is_drawn or each.found is None:
        return ""
    try:
        return svg(each.found.answer, each.asking.reading if each.asking else None)
    except ClewError:
        return ""


def _figure(line: Line) -> dict[str, str]:
    label = " · ".join([*line.labels, *([line.period] if line.period else [])])
    if line.is_hidden:
        return {"label": label, "value": gettext("too few answers"), "around": ""}
    parts = [line.interval, answers(line.count, line.n) if line.n else ""]
    if line.verdict:
        parts.append(" ".join(part for part in (line.verdict.difference, line.verdict.text) if part))
    return {
        "label": label,
        "value": line.value or gettext("cannot tell"),
        "around": " · ".join(part for part in parts if part),
    }


def _table(shown: Shown) -> dict[str, Any]:
    period = [gettext("Period")] if shown.has_periods else []
    heads = [*shown.heads, *period, gettext("Value"), gettext("Interval"), gettext("Answers")]
    rows = [
        [*line.labels, *([line.period] if shown.has_periods else []),
         gettext("too few answers") if line.is_hidden else line.value or gettext("cannot tell"), line.interval, line.n]
        for line in shown.lines[:MOST_ROWS]
    ]  # fmt: skip
    left = len(shown.lines) - MOST_ROWS + shown.left_out
    more = _more(left) if left > 0 else ""
    return {"heads": heads, "labels": len(shown.heads) + len(period), "rows": rows, "more": more}


def _more(count: int) -> str:
    return ngettext("%(count)s more line is on the page.", "%(count)s more lines are on the page.", count) % {
        "count": count
    }


@cache
def _template() -> bytes:
    return resources.files("clew_server.insights.dashboards.paper").joinpath("dashboard.typ").read_bytes()


def _compiled(data: str) -> bytes:
    import typst  # noqa: PLC0415 - a large library, for paper only

    found = typst.compile(_template(), format="pdf", sys_inputs={"data": data})
    assert isinstance(found, bytes), "a PDF is one file"  # noqa: S101 - only pictures are several
    return found
