"""The journey is drawn whole: every touchpoint, every line with its words, circles in the accent, nothing as markup."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from msgspec.structs import replace

from clew.charts.journey_chart import Said, journey_svg
from clew.findings.sections.shown import Edge, Journey, Node, Rest


def node(name, place, **counts):
    known = {"paths": 50, "contacts": 60, "began": 20, "ended": 25, "still_open": 1, "again": 5} | counts
    return Node(name=name, position=float(place), **known)


def edge(start, end, count, *, in_circle=False):
    return Edge(
        start=start, end=end, count=count, share=count / 60, paths=count, median_seconds=7200.0, p90_seconds=90_000.0,
        in_circle=in_circle,
    )  # fmt: skip


REST = Rest(names=2, contacts=9, began=4, ended=3, still_open=0, transitions=7, count=11, share=0.08)
JOURNEY = Journey(
    by="customer", gap_days=7, names="touchpoint", paths=100, events=240, customers=70, steps=140, single=40,
    median_seconds=3600.0, p90_seconds=400_000.0, unfinished=3, left_out=5,
    nodes=(node("Invoice <b>", 0), node("call", 1), node("e-mail about a very long matter indeed, without any end", 2)),
    edges=(edge("Invoice <b>", "call", 30), edge("call", "e-mail about a very long matter indeed, without any end", 12,
           in_circle=True), edge("e-mail about a very long matter indeed, without any end", "call", 9, in_circle=True)),
    rest=REST, command="clew paths",
)  # fmt: skip


def drawn(journey):
    lines = {(e.start, e.end): f"{e.count} times" for e in journey.edges}
    figures = {n.name: f"▸ {n.began}" for n in journey.nodes}
    return journey_svg(journey, Said("How <they> go", figures, lines, lines))


def test_it_is_well_formed_and_names_are_text():
    root = ET.fromstring(drawn(JOURNEY))  # noqa: S314 - drawn by ourselves
    assert root.get("role") == "img"
    assert root.get("aria-label") == "How <they> go"
    said = [element.text for element in root.iter() if element.text]
    assert "Invoice <b>" in said
    assert {"30 times", "12 times", "9 times"} <= set(said)


def test_colours_are_the_pages_and_circles_have_the_accent():
    text = drawn(JOURNEY)
    assert not re.search("#[0-9a-f]{3,6}", text)
    assert text.count("<path d=") == 3
    assert len(re.findall(r"<path [^>]*var\(--thread\)", text)) == 2


def test_long_names_are_cut_in_the_box_and_whole_in_its_title():
    text = drawn(JOURNEY)
    assert "…" in text
    assert "<title>e-mail about a very long matter indeed, without any end</title>" in text


def test_words_lie_within_the_picture():
    root = ET.fromstring(drawn(JOURNEY))  # noqa: S314 - drawn by ourselves
    left, top, wide, high = map(float, root.get("viewBox").split())
    for text in root.iter("text"):
        assert left <= float(text.get("x")) <= left + wide
        assert top <= float(text.get("y")) <= top + high


def test_where_nothing_leads_anywhere_there_is_no_picture():
    assert drawn(replace(JOURNEY, edges=())) == ""
