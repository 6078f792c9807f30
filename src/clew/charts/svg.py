"""A chart as SVG whose colours are the page's own variables, so that it follows light, dark and print."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import vl_convert

from clew.charts.theme import BAD, GOOD, INK, LINE, QUIET, THREAD

__all__ = ["to_svg", "vega_lite_version"]

_VARIABLES = {
    INK: "var(--ink)",
    QUIET: "var(--ink-2)",
    LINE: "var(--line)",
    THREAD: "var(--thread)",
    GOOD: "var(--good)",
    BAD: "var(--bad)",
}


def to_svg(chart: Any, title: str) -> str:
    """Return ``chart`` as inline SVG, scaled to its place and named ``title`` for those who listen."""
    drawn = vl_convert.vegalite_to_svg(chart.to_dict(), vl_version=vega_lite_version())
    for colour, variable in _VARIABLES.items():
        drawn = re.sub(re.escape(colour), variable, drawn, flags=re.IGNORECASE)
    head = f'<svg role="img" aria-label="{escape(title, quote=True)}" '
    return re.sub(r"\sclass=\"marks\"", "", drawn.replace("<svg ", head, 1))


def vega_lite_version() -> str:
    """Return the version of Vega-Lite that Altair writes, as vl-convert names it."""
    import altair as alt  # noqa: PLC0415 - its schema names the version of Vega-Lite it writes

    major, minor, _patch = alt.SCHEMA_VERSION.removeprefix("v").split(".")
    return f"{major}.{minor}"
