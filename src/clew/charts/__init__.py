"""Pictures: answers and findings as Altair charts in one theme, and as SVG that follows the page's colours."""

from __future__ import annotations

from clew.charts.answer_chart import answer_chart
from clew.charts.pictures import picture
from clew.charts.svg import to_svg

__all__ = ["answer_chart", "picture", "to_svg"]
