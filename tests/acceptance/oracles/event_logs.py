"""Event logs (XES) read with ElementTree alone."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from oracles.paths import Event

XES = "{http://www.xes-standard.org/}"


@dataclass(frozen=True)
class Trace:
    """One path: its own attributes and those of its events, as text."""

    attributes: dict[str, str]
    events: list[dict[str, str]]


def traces(path: Path) -> Iterator[Trace]:
    """Yield the paths of a compressed event log, in the order of the file."""
    with gzip.open(path) as stream:
        for _, element in ET.iterparse(stream):  # noqa: S314 - a file of our own choice
            if element.tag == f"{XES}trace":
                yield Trace(_attributes(element), [_attributes(each) for each in element.findall(f"{XES}event")])
                element.clear()


def events(found: list[Trace]) -> list[Event]:
    """Return the events of the paths; an event's place is that in the file."""
    pairs = [(trace.attributes["concept:name"], event) for trace in found for event in trace.events]
    return [
        Event(name, instant(event["time:timestamp"]), place, event["concept:name"])
        for place, (name, event) in enumerate(pairs)
    ]


def instant(text: str) -> datetime:
    """Return the instant in UTC.

    >>> instant("2010-10-05T00:00:00.000+02:00")
    datetime.datetime(2010, 10, 4, 22, 0, tzinfo=datetime.timezone.utc)
    """
    return datetime.fromisoformat(text).astimezone(UTC)


def _attributes(element: ET.Element) -> dict[str, str]:
    return {each.get("key", ""): each.get("value", "") for each in element if each.get("key")}
