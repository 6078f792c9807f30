"""Turns the tags of an XES log into flat events while they are parsed; no tree is ever built."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from clew.importers.readers.canonical_text import cell_text
from clew.importers.readers.flatten import MAX_DEPTH, Record, TooDeepError

__all__ = ["EVENT_NUMBER", "TRACE_NAME", "TRACE_NUMBER", "XesEvents"]

TRACE_NUMBER = "trace:#"
TRACE_NAME = "trace:concept:name"
EVENT_NUMBER = "event:#"
#: Events of one trace are held until it ends, for attributes that follow them; but never more than this.
_HELD_EVENTS = 50_000
_SCALARS = frozenset({"string", "date", "int", "float", "boolean", "id"})
_PLURALS = frozenset({"list", "container"})


@dataclass(slots=True)
class _Attribute:
    """One attribute with the attributes inside it."""

    kind: str
    key: str
    value: str | None
    inside: list[_Attribute] = field(default_factory=list)


class XesEvents:
    """The target of an XML parser: ``ready`` fills with events, ``tags`` counts what was seen.

    Attributes of the log, its extensions, classifiers and global defaults are stepped over: a default says what an
    attribute is when it is absent, and filling it in would make absent and given look the same.
    """

    def __init__(self) -> None:
        self.ready: list[Record] = []
        self.tags = 0
        self.root = ""
        self._path: list[str] = []
        self._attributes: list[_Attribute] = []
        self._trace: dict[str, str | None] = {}
        self._event: dict[str, str | None] = {}
        self._held: list[dict[str, str | None]] = []
        self._traces = self._events = self._in_trace = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin a tag."""
        name = tag.rpartition("}")[2]
        self.tags += 1
        self._path.append(name)
        if len(self._path) > MAX_DEPTH:
            raise TooDeepError(f"nested deeper than {MAX_DEPTH} levels")
        if len(self._path) == 1:
            self.root = name
        elif name == "trace" and len(self._path) == 2:  # noqa: PLR2004 - log > trace
            self._traces, self._in_trace = self._traces + 1, 0
            self._trace = {TRACE_NUMBER: str(self._traces)}
        elif name == "event":
            self._event = {}
        elif (name in _SCALARS or name in _PLURALS) and self._owner() is not None:
            self._attributes.append(_Attribute(name, attributes.get("key", ""), _value(name, attributes)))

    def end(self, tag: str) -> None:  # noqa: ARG002 - the parser passes it; the path knows it already
        """End a tag."""
        self.tags += 1
        name = self._path.pop()
        if name == "event":
            self._end_event()
        elif name == "trace" and len(self._path) == 1:
            self.flush()
            self._trace = {}
        elif (name in _SCALARS or name in _PLURALS) and self._attributes:
            self._end_attribute(self._attributes.pop())

    def flush(self) -> None:
        """Make the events held so far ready; at a trace's end, or where the log breaks off."""
        for event in self._held:
            self._events += 1
            self.ready.append(Record(self._events, self._trace | event))
        self._held.clear()

    def _owner(self) -> str | None:
        """Return what the attribute beginning now belongs to: event, trace, or nothing that is read."""
        if self._path[1:2] == ["trace"]:
            return "event" if self._path[2:3] == ["event"] else "trace"
        return "event" if self._path[1:2] == ["event"] else None

    def _end_event(self) -> None:
        """Hold the event that ended."""
        self._in_trace += 1
        self._held.append({EVENT_NUMBER: str(self._in_trace), **self._event})
        if len(self._held) >= _HELD_EVENTS or len(self._path) == 1:
            self.flush()

    def _end_attribute(self, attribute: _Attribute) -> None:
        """Put the attribute into the one around it, or into its event or trace."""
        if self._attributes:
            self._attributes[-1].inside.append(attribute)
        elif self._owner() == "event":
            _put(self._event, "event:", attribute)
        else:
            _put(self._trace, "trace:", attribute)


def _value(kind: str, attributes: dict[str, str]) -> str | None:
    """Return the attribute's value as canonical text; dates as ISO with the offset they came with."""
    value = attributes.get("value")
    if value is None or kind in _PLURALS:
        return None
    if kind == "date":
        try:
            return datetime.fromisoformat(value.strip()).isoformat()
        except ValueError:
            return value
    return value.strip().lower() if kind == "boolean" else value


def _put(cells: dict[str, str | None], prefix: str, attribute: _Attribute) -> None:
    """Put the attribute into ``cells``, those inside it under dotted keys; lists and containers as JSON."""
    name = f"{prefix}{attribute.key}"
    while name in cells:
        name += " (2)"
    if attribute.kind in _PLURALS:
        cells[name] = cell_text(_plain(attribute))
        return
    cells[name] = cell_text(attribute.value)
    for inner in attribute.inside:
        _put(cells, f"{name}.", inner)


def _plain(attribute: _Attribute) -> Any:
    """Return the attribute as plain JSON: a list of single pairs, a container as an object."""
    if attribute.kind == "list":
        return [{inner.key: _plain(inner)} for inner in attribute.inside]
    if attribute.kind == "container":
        return {inner.key: _plain(inner) for inner in attribute.inside}
    return attribute.value
