"""Small drawings beside figures, as SVG made here: a line over periods, a bar of a share. All have words, too."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

__all__ = ["share_bar", "sparkline"]

WIDE, HIGH, EDGE = 104.0, 28.0, 3.0
_FEWEST = 2


def sparkline(
    points: Sequence[tuple[float, float, float] | float | None], tone: str = "", said: str = ""
) -> SafeString:
    """Return a line through ``points``: values, or (value, lo, hi) for a band; None leaves a gap. Empty below two.

    The drawing is hidden from screen readers; ``said`` is what they hear instead.
    """
    triples = [(p, p, p) if isinstance(p, int | float) else p for p in points]
    known = [triple for triple in triples if triple is not None]
    if len(known) < _FEWEST:
        return SafeString("")
    low, high = min(min(t) for t in known), max(max(t) for t in known)
    span = (high - low) or 1.0

    def place(at: int, value: float) -> tuple[float, float]:
        x = EDGE + at * (WIDE - 2 * EDGE) / max(len(triples) - 1, 1)
        return round(x, 1), round(HIGH - EDGE - (value - low) / span * (HIGH - 2 * EDGE), 1)

    runs = _runs(triples)
    bands = [
        [place(at, t[2]) for at, t in run] + [place(at, t[1]) for at, t in reversed(run)]
        for run in runs
        if any(t[1] != t[2] for _, t in run)
    ]
    lines = [[place(at, t[0]) for at, t in run] for run in runs]
    end = lines[-1][-1]
    return format_html(
        '<svg class="spark {}" viewBox="0 0 104 28" aria-hidden="true" focusable="false">{}{}'
        '<circle cx="{}" cy="{}" r="2.5"/></svg>{}',
        tone,
        format_html_join("", '<path class="band" d="{}Z"/>', ((_path(band),) for band in bands)),
        format_html_join("", '<path d="{}"/>', ((_path(line),) for line in lines)),
        *end,
        format_html('<span class="unseen">{}</span>', said) if said else "",
    )  # fmt: skip


Run = list[tuple[int, tuple[float, float, float]]]


def _runs(triples: Sequence[tuple[float, float, float] | None]) -> list[Run]:
    """Return the stretches without a gap, each point with its place."""
    runs: list[Run] = [[]]
    for at, triple in enumerate(triples):
        if triple is not None:
            runs[-1].append((at, triple))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def share_bar(share: float, lo: float | None = None, hi: float | None = None, tone: str = "") -> SafeString:
    """Return a bar from zero to ``share`` of its width, its interval as a darker stretch; hidden from screen readers.

    The figure beside it is the text; a bar alone says nothing.
    """
    known = ""
    if lo is not None and hi is not None:
        left, right = _inside(lo), _inside(hi)
        known = format_html('<rect class="known" x="{}" y="3" width="{}" height="2"/>', left, round(right - left, 2))
    return format_html(
        '<svg class="share {}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect width="100" height="8"/><rect class="part" width="{}" height="8"/>{}</svg>',
        tone, _inside(share), known,
    )  # fmt: skip


def _inside(share: float) -> float:
    return round(min(max(share, 0.0), 1.0) * 100, 2)
