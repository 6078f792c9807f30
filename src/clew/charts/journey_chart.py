"""The journey as a picture: touchpoints in rows, lines as wide as they are walked, circles in the accent."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from math import inf, sqrt

from clew.charts.layered import Item, Layout, Line, lay_out
from clew.findings.sections.shown import Edge, Journey

__all__ = ["Said", "journey_svg"]

BOX, PAD = 176.0, 8.0
LINE_HEIGHT, LETTER = 17.0, 7.4
#: Between two rows, where lines run and their words stand: the first of these at which no words cover each other.
BETWEEN = (62.0, 84.0, 106.0, 128.0)
THICKEST = 7.0
#: Where on a line its words are tried, the middle first.
TRIED = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)
WORDS_HEIGHT, WORD = 15.0, 6.6
#: How far beside a line its words stand, and by how many dots a curve between two rows is looked at.
ASIDE, DOTS = 7.0, 16


@dataclass(frozen=True)
class Said:
    """The words of the picture: its title, a line of figures under each touchpoint's name, words on each line."""

    title: str
    figures: Mapping[str, str]
    lines: Mapping[Line, str]
    hints: Mapping[Line, str]


Point = tuple[float, float]
Box = tuple[float, float, float, float]


def journey_svg(journey: Journey, said: Said) -> str:
    """Return the journey as inline SVG in the page's colours; an empty text where nothing leads anywhere."""
    if not journey.edges:
        return ""
    edges = {(edge.start, edge.end): edge for edge in journey.edges}
    names = [node.name for node in journey.nodes]
    layout = lay_out(names, {line: float(edge.count) for line, edge in edges.items()}, width=BOX)
    told = {name: _wrapped(name) for name in names}
    height = PAD * 2 + LINE_HEIGHT * (max(len(lines) for lines in told.values()) + 1)
    drawing = _Drawing(layout, height, BETWEEN[0], said.lines)
    for between in BETWEEN[1:]:
        if not drawing.covered:
            break
        drawing = min(drawing, _Drawing(layout, height, between, said.lines), key=lambda each: each.covered)
    lines = [drawing.line(edge, max(e.count for e in journey.edges)) for edge in edges.values()]
    boxes = [
        drawing.box(item, told[item.name], said.figures[item.name]) for row in layout.rows for item in row if item.name
    ]
    words = [drawing.words(line, said.lines[line], said.hints[line], edge) for line, edge in edges.items()]
    left, right = (min(box[0] for box in drawing.taken) - 2, max(box[2] for box in drawing.taken) + 2)
    wide, high = right - left, max(box[3] for box in drawing.taken) + 2
    title = escape(said.title, quote=True)
    return (
        f'<svg role="img" aria-label="{title}" width="{wide:.0f}" height="{high:.0f}" '
        f'viewBox="{left:.0f} -1 {wide:.0f} {high:.0f}" font-size="12">{"".join([*lines, *boxes, *words])}</svg>'
    )


def _wrapped(name: str) -> tuple[str, ...]:
    """Return a name in at most two lines that fit a box; longer ones end in an ellipsis: the table has them whole."""
    room = int((BOX - 2 * PAD) / LETTER)
    lines = [""]
    for word in name.split():
        if len(lines[-1]) + len(word) + 1 > room and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    kept = lines[:2]
    if len(lines) > len(kept):
        kept[-1] += "…"
    return tuple(line if len(line) <= room else f"{line[: room - 1]}…" for line in kept)


class _Drawing:
    """What is drawn where: rows are ``height`` high and ``between`` apart, lines spread along the sides of boxes.

    ``covered`` is the area on which words cover boxes or other words.
    """

    def __init__(self, layout: Layout, height: float, between: float, words: Mapping[Line, str]) -> None:
        self.layout, self.height, self.between = layout, height, between
        self.ports = self._spread()
        self.taken: list[Box] = [
            (item.x - BOX / 2, self.top(item), item.x + BOX / 2, self.top(item) + height)
            for row in layout.rows
            for item in row
            if item.name
        ]
        self.covered, self.places = 0.0, {}
        curves = [segment for line in layout.routes for segment in self.segments(line)]
        dots = [_on(curve, at / DOTS) for curve in curves for at in range(DOTS + 1)]
        self.dots = sorted((y, x) for x, y in dots)  # from the top down, so that a spot looks at those beside it alone
        for line in sorted(layout.routes, key=lambda line: (len(self.points(line)), line)):
            self.places[line] = self._place(line, words[line])

    def _place(self, line: Line, text: str) -> Point:
        """Return the middle of the words of a line, where they cover least of the boxes and of the words so far."""
        half = len(text) * WORD / 2
        points = self.points(line)
        straight = [_middle(*pair) for pair in zip(points[1:-1:2], points[2:-1:2], strict=True)]
        places = [*straight, *(_on(segment, share) for segment in self.segments(line) for share in TRIED)]
        spots = [
            (x + side * (half + ASIDE), y, (x + side * (half + ASIDE) - half, y - WORDS_HEIGHT / 2,
                                            x + side * (half + ASIDE) + half, y + WORDS_HEIGHT / 2))
            for x, y in places for side in (0, 1, -1)
        ]  # fmt: skip
        covered = [sum(_overlap(spot, other) for other in self.taken) for _, _, spot in spots]
        least = min(covered)
        free = [spot for spot, area in zip(spots, covered, strict=True) if area == least]
        x, y, spot = min(free, key=lambda each: self._crossed(each[2]))
        self.covered += least
        self.taken.append(spot)
        return x, y

    def _crossed(self, box: Box) -> int:
        """Return how many of the dots of all lines lie in ``box``."""
        left, top, right, bottom = box
        first, behind = bisect_left(self.dots, (top, -inf)), bisect_right(self.dots, (bottom, inf))
        return sum(left <= x <= right for _, x in self.dots[first:behind])

    def top(self, item: Item) -> float:
        return item.row * (self.height + self.between)

    def _spread(self) -> dict[tuple[Line, str], Point]:
        """Return where each line leaves its start and reaches its end, in the order of where it comes from."""
        sides: dict[tuple[Item, bool], list[tuple[float, Line, str]]] = {}
        for line, route in self.layout.routes.items():
            start, end = route[0], route[-1]
            level = start.row == end.row
            sides.setdefault((start, level or end.row > start.row), []).append((route[1].x, line, "start"))
            sides.setdefault((end, level or end.row < start.row), []).append((route[-2].x, line, "end"))
        found = {}
        for (item, below), ports in sides.items():
            y = self.top(item) + (self.height if below else 0.0)
            for at, (_, line, what) in enumerate(sorted(ports), 1):
                found[line, what] = (item.x + BOX * 0.8 * (at / (len(ports) + 1) - 0.5), y)
        return found

    def points(self, line: Line) -> list[Point]:
        """Return the points a line runs through, straight across the rows it passes."""
        passed = self.layout.routes[line][1:-1]
        down = self.ports[line, "end"][1] > self.ports[line, "start"][1]
        through = []
        for item in passed:
            ends = [(item.x, self.top(item)), (item.x, self.top(item) + self.height)]
            through += ends if down else ends[::-1]
        return [self.ports[line, "start"], *through, self.ports[line, "end"]]

    def segments(self, line: Line) -> list[tuple[Point, Point, Point, Point]]:
        """Return the curves between two rows, each with its two control points."""
        points = self.points(line)
        if self.layout.routes[line][0].row == self.layout.routes[line][-1].row:
            (a, y), (b, _) = points
            return [((a, y), (a, y + self.between * 0.7), (b, y + self.between * 0.7), (b, y))]
        pairs = list(zip(points[::2], points[1::2], strict=True))
        return [(a, (a[0], (a[1] + b[1]) / 2), (b[0], (a[1] + b[1]) / 2), b) for a, b in pairs]

    def line(self, edge: Edge, most: int) -> str:
        segments = self.segments((edge.start, edge.end))
        colour = "var(--thread)" if edge.in_circle else "var(--ink-2)"
        wide = max(1.2, THICKEST * sqrt(edge.count / most))
        path = f"M{_at(segments[0][0])}"
        for place, (start, one, two, end) in enumerate(segments):
            path += f"L{_at(start)}" if place else ""
            path += f"C{_at(one)} {_at(two)} {_at(end)}"
        x, y = segments[-1][3]
        tip = 1 if segments[-1][2][1] < y else -1
        size = 4.0 + wide / 2
        head = f"{x:.1f},{y:.1f} {x - size:.1f},{y - tip * size * 1.4:.1f} {x + size:.1f},{y - tip * size * 1.4:.1f}"
        return (
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{wide:.1f}" stroke-opacity=".75"/>'
            f'<polygon points="{head}" fill="{colour}"/>'
        )

    def box(self, item: Item, lines: tuple[str, ...], figures: str) -> str:
        x, y = item.x, self.top(item)
        first = y + self.height / 2 - LINE_HEIGHT * (len(lines) + 1) / 2 + 13
        spans = "".join(
            f'<text x="{x:.1f}" y="{first + LINE_HEIGHT * at:.1f}" text-anchor="middle" font-size="13" '
            f'font-weight="600" fill="var(--ink)">{escape(line)}</text>'
            for at, line in enumerate(lines)
        )
        return (
            f"<g><title>{escape(item.name)}</title>"
            f'<rect x="{x - BOX / 2:.1f}" y="{y:.1f}" width="{BOX:.0f}" height="{self.height:.1f}" rx="6" '
            f'fill="var(--paper)" stroke="var(--ink-2)"/>{spans}'
            f'<text x="{x:.1f}" y="{first + LINE_HEIGHT * len(lines):.1f}" text-anchor="middle" '
            f'fill="var(--ink-2)">{escape(figures)}</text></g>'
        )

    def words(self, line: Line, text: str, hint: str, edge: Edge) -> str:
        """Return the words of a line at their place."""
        x, y = self.places[line]
        colour = "var(--thread)" if edge.in_circle else "var(--ink)"
        return (
            f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" fill="{colour}" stroke="var(--paper-2)" '
            f'stroke-width="4" stroke-linejoin="round" paint-order="stroke">{escape(text)}'
            f"<title>{escape(hint)}</title></text>"
        )


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _on(curve: tuple[Point, Point, Point, Point], t: float) -> Point:
    """Return the point at ``t`` (0..1) of a cubic Bézier curve."""
    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
    x, y = (sum(w * point[axis] for w, point in zip((a, b, c, d), curve, strict=True)) for axis in (0, 1))
    return x, y


def _middle(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _overlap(one: Box, other: Box) -> float:
    """Return the area that two boxes share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0
