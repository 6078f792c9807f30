"""Tags and filters for figures, times, addresses and parts, in the reader's language; built into every template.

What each is for, with an example, is in docs/explanation/looks.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from clew.questions.answer import AnswerRow, Comparison
from clew_server.policy import POLICY, may
from clew_server.sentences.telling import told as in_their_language
from clew_server.web.charts import chart_text
from clew_server.web.figures import amounts, drawing, periods
from clew_server.web.figures.amounts import Unit
from clew_server.web.figures.figure import Figure, Given, Verdict, bare, comparison_of, figure_of, verdict_of
from clew_server.web.tables import Table

register = template.Library()
Context = dict[str, Any]


# addresses -----------------------------------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def here(context: Context, **changes: Any) -> str:
    """Return the query of this address with ``changes``; None or an empty text takes a parameter away."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value in {None, ""}:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def rows_link(context: Context, metric: str, asked: Any = None, **more: Any) -> str:
    """Return the address of the rows behind a figure; empty where the reader's role may not see them.

    ``asked`` is the page's :class:`~clew_server.insights.asked.Asked`; ``more`` are further parameters, as
    ``where="channel=web"`` (added to those asked for) or ``by``.
    """
    member, route = context.get("member"), "questions:rows"
    if member is None or route not in POLICY or not may(member.role, route):
        return ""
    where = more.pop("where", ())
    added = (where,) if isinstance(where, str) and where else tuple(where)
    if asked is not None:
        query = asked.query(metric=metric, where=(*asked.where, *added), **more)
    else:
        query = urlencode({"metric": metric, "where": added, **more}, doseq=True)
    try:
        return f"{reverse(route, args=[member.workspace_id])}?{query}"
    except NoReverseMatch:
        return ""


@register.simple_tag
def opens(address: str | None, shown: Any) -> SafeString:
    """Show a figure or a name as what opens at ``address``; as it is where the reader may not open it."""
    return format_html('<a href="{}">{}</a>', address, shown) if address else format_html("{}", shown)


# amounts -------------------------------------------------------------------------------------------------------------
@register.filter
def amount(value: float | None, unit: str) -> str:
    """Return a figure in a unit of answers ("share", "points", "seconds", ...); "–" where there is none."""
    return "–" if value is None else amounts.amount(value, Unit(unit))


@register.filter
def percent(value: float | None, digits: int = 0) -> str:
    """Return a share 0..1 as per cent."""
    return "–" if value is None else amounts.reader().percent(value, digits)


@register.filter
def number(value: float | None, digits: int = 0) -> str:
    """Return a number as the reader writes it."""
    return "–" if value is None else amounts.reader().number(float(value), digits)


@register.filter
def span(seconds: float | None, clock: str = "") -> str:
    """Return a time that was measured, in two units; ``clock`` "working" in hours at most."""
    return "–" if seconds is None else amounts.reader().span(seconds, days=clock != "working")


@register.filter
def money(value: float | Decimal | None, currency: str = "") -> str:
    """Return an amount of money."""
    return "–" if value is None else amounts.money(value, currency)


@register.filter
def size(bytes_: float | None) -> str:
    """Return an amount of bytes, in the unit that leaves it readable."""
    if bytes_ is None:
        return "–"
    value, units = float(bytes_), ["B", "kB", "MB", "GB", "TB"]
    while value >= 1000 and len(units) > 1:  # noqa: PLR2004 - kB are thousands
        value, units = value / 1000, units[1:]
    return f"{amounts.reader().number(value, int(value < 10 and units[0] != 'B'))}\u00a0{units[0]}"  # noqa: PLR2004


@register.filter
def unlocalized(value: float) -> str:
    """Return a number as machines read it, for attributes."""
    return f"{value:.4g}"


@register.filter
def stopped(sentence: str) -> str:
    """Return a sentence with one stop at its end, where a short form of a unit ("godz.") has brought its own."""
    return sentence.removesuffix("..") + "." if sentence.endswith("..") else sentence


@register.filter
def told(text: object) -> str:
    """Return a sentence of the library (an error, a warning, what is counted) in the reader's language."""
    return in_their_language(text)


@register.filter
def table_name(name: str) -> str:
    """Return what a table is called; messages of the tracking API are set aside before they are rows of any."""
    return gettext("messages") if name == "_messages" else name


# figures -------------------------------------------------------------------------------------------------------------
@register.inclusion_tag("web/parts/figure.html")
def figure(
    answer: Given, row: AnswerRow | None = None, *, href: str = "", working: bool = False, note: str = ""
) -> dict[str, Any]:
    """Show a figure of an answer with interval and n; ``href`` opens what is behind it, ``note`` follows quietly."""
    return {"figure": figure_of(answer, row, working=working), "href": href, "note": note}


@register.inclusion_tag("web/parts/estimate.html")
def estimate(
    value: float | None, lo: float | None, hi: float | None, n: int | None, unit: str, *, href: str = "",
    working: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Show a figure from its parts, in a line: for tables and sentences."""
    width = hi - lo if lo is not None and hi is not None else None
    given = Unit(unit, working=working, width=width)
    said = gettext("n %(n)s") % {"n": amounts.count(n)} if n is not None else ""
    shown = Figure("", "", said) if value is None else Figure(
        amounts.amount(value, given), amounts.interval(lo, hi, given), said
    )  # fmt: skip
    return {"figure": shown, "href": href}


@register.inclusion_tag("web/parts/verdict.html")
def verdict(
    answer: Given, of: AnswerRow | Comparison | None = None, *, working: bool = False
) -> dict[str, Verdict | None]:
    """Show what is said of the change of an answer's figure: beyond chance, or what we would have seen."""
    found = of if isinstance(of, Comparison) else comparison_of(answer, of)
    return {"verdict": verdict_of(answer, found, working=working)}


@register.simple_tag
def spark(points: Sequence[Any] | Given, tone: str = "", said: str = "") -> SafeString:
    """Draw a small line: values, (value, lo, hi), an answer or its rows; ``said`` is what screen readers hear."""
    rows = bare(points).rows if isinstance(points, Given) else points
    plain = [_point(point) for point in rows]
    return drawing.sparkline(plain, tone, said)


def _point(point: Any) -> tuple[float, float, float] | float | None:
    if isinstance(point, AnswerRow):
        if point.value is None:
            return None
        lo, hi = point.lo, point.hi
        return point.value, point.value if lo is None else lo, point.value if hi is None else hi
    return point  # type: ignore[no-any-return]


@register.simple_tag
def share_bar(share: float | None, lo: float | None = None, hi: float | None = None, tone: str = "") -> SafeString:
    """Draw a bar of a share 0..1 with its interval; the figure beside it is the text."""
    return SafeString("") if share is None else drawing.share_bar(share, lo, hi, tone)


# tables and charts ---------------------------------------------------------------------------------------------------
@register.inclusion_tag("web/parts/table.html", name="table", takes_context=True)
def table_tag(context: Context, table: Table) -> dict[str, Any]:
    """Show a table that scrolls in itself where it is wider than its place."""
    return {"table": table, "zone": context.get("zone"), "reading": context.get("reading")}


@register.inclusion_tag("web/parts/chart.html", takes_context=True)
def chart(context: Context, spec: Any, table: Table, title: str) -> dict[str, Any]:
    """Draw an Altair chart or Vega-Lite document, with its title and the table behind it."""
    given = {"zone": context.get("zone"), "reading": context.get("reading")}
    return {"document": chart_text(spec), "table": table, "title": title, **given}


# times ---------------------------------------------------------------------------------------------------------------
def _zoned(context: Context, value: datetime) -> datetime:
    """Return a time in the workspace's zone: what the page gives as ``zone``, else UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    zone = context.get("zone") or getattr(getattr(context.get("reading"), "settings", None), "zone", "UTC")
    return aware.astimezone(ZoneInfo(str(zone)))


@register.simple_tag(takes_context=True)
def time(context: Context, value: datetime | None, form: str = "medium") -> SafeString | str:
    """Show a time in the workspace's zone (the page's ``zone`` or ``reading``); the machine's form is beside it."""
    if value is None:
        return "–"
    local = _zoned(context, value)
    said = format_datetime(local, form if form in {"short", "medium", "long"} else "medium", locale=_locale())
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), said)


@register.simple_tag(takes_context=True)
def day(context: Context, value: datetime | date | None, form: str = "long") -> SafeString | str:
    """Show a day; of a time, the day it was in the workspace's zone."""
    if value is None:
        return "–"
    local = _zoned(context, value).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), format_date(local, form, locale=_locale()))


@register.simple_tag(takes_context=True)
def ago(context: Context, value: datetime | None) -> SafeString | str:
    """Show how long ago a time was, with the time itself as a hint."""
    if value is None:
        return "–"
    local = _zoned(context, value)
    said = format_timedelta(local - datetime.now(UTC), add_direction=True, locale=_locale())
    shown = format_datetime(local, "medium", locale=_locale())
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(timespec="seconds"), shown, said)


@register.simple_tag(takes_context=True)
def period(context: Context, label: str | None) -> str:
    """Show the label of a period in words, its weeks beginning as those of the page's ``reading`` do."""
    settings = getattr(context.get("reading"), "settings", None)
    return periods.period(label, getattr(settings, "week_start", "monday"))


def _locale() -> Any:
    return amounts.reader().locale
