"""Reads YAML as plain data, with limits: no tags, no anchors, no key twice, nothing endless.

Words are read as YAML 1.2 does (core schema): ``yes``, ``no``, ``on`` and dates are texts, as people mean them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.events import AliasEvent, Event, MappingStartEvent, NodeEvent, ScalarEvent, SequenceStartEvent

from clew.errors import UsageError

__all__ = ["LARGEST", "read_yaml"]

#: A survey of 300 questions in four languages is a tenth of it.
LARGEST = 1_000_000
MOST_NODES = 100_000
DEEPEST = 20
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = {"", "~", "null", "Null", "NULL"}
_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?[0-9]{1,15}")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]{1,15}|[0-9]{1,15}(?:\.[0-9]{0,15})?)(?:[eE][-+]?[0-9]{1,3})?")
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def read_yaml(text: str) -> Any:
    r"""Return what a YAML text says: dictionaries, lists, texts, numbers, true, false, None.

    Raises:
        UsageError: no YAML, or more of it than a person wrote; the text names line and column.

    >>> read_yaml("answers: [yes, no]\nsince: 2026-01-01")
    {'answers': ['yes', 'no'], 'since': '2026-01-01'}
    """
    if len(text) > LARGEST:
        raise UsageError(f"The file has {len(text):,} characters; a survey has {LARGEST:,} at most.")
    reading = _Reading(text)
    try:
        return reading.document()
    except yaml.MarkedYAMLError as error:
        raise UsageError(f"The file is no valid YAML{_place(error.problem_mark)}: {error.problem}.") from error
    except (yaml.YAMLError, ValueError) as error:
        said = " ".join(str(error).split())
        raise UsageError(f"The file is no valid YAML: {said}.") from error
    finally:
        reading.loader.dispose()


class _Reading:
    """Builds the document event by event, so that a hostile one is refused before it is built."""

    def __init__(self, text: str) -> None:
        self.loader = _LOADER(text)
        self.nodes = 0

    def document(self) -> Any:
        events = self._events()
        first = next(events, None)
        found = None if first is None else self._node(first, events, 1)
        if next(events, None) is not None:
            raise UsageError("The file holds several YAML documents (---); a survey is one.")
        return found

    def _events(self) -> Iterator[Event]:
        while self.loader.check_event():
            event = self.loader.get_event()
            if isinstance(event, NodeEvent | yaml.CollectionEndEvent):
                yield event

    def _node(self, event: Event, events: Iterator[Event], depth: int) -> Any:
        self._check(event, depth)
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        if isinstance(event, SequenceStartEvent):
            return [self._node(one, events, depth + 1) for one in _inside(events)]
        found: dict[str, Any] = {}
        for one in _inside(events):
            key = self._key(one)
            if key in found:
                raise UsageError(f"The key '{key}' stands twice{_place(one.start_mark)}; keep one.")
            found[key] = self._node(next(events), events, depth + 1)
        return found

    def _check(self, event: Event, depth: int) -> None:
        self.nodes += 1
        place = _place(event.start_mark)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            raise UsageError(f"The file has an anchor or alias (& or *){place}; write the part out, or quote the text.")
        if getattr(event, "tag", None) not in (None, "!"):
            raise UsageError(f"The file has a tag (!){place}; quote the text.")
        if depth > DEEPEST or self.nodes > MOST_NODES:
            what = f"parts deeper than {DEEPEST}" if depth > DEEPEST else f"more than {MOST_NODES:,} parts"
            raise UsageError(f"The file has {what}{place}; that is no survey.")
        if not isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent):
            raise UsageError(f"The file cannot be read{place}.")

    def _key(self, event: Event) -> str:
        self._check(event, 1)
        if not isinstance(event, ScalarEvent):
            raise UsageError(f"A key must be a text{_place(event.start_mark)}.")
        return str(event.value)


def _inside(events: Iterator[Event]) -> Iterator[Event]:
    """Yield the beginnings of what stands in a list or a dictionary; its end is taken too."""
    for event in events:
        if isinstance(event, _ENDS):
            return
        yield event


def _scalar(event: ScalarEvent) -> Any:
    text = str(event.value)
    if not event.implicit[0]:  # in quotes, or a block
        return text
    if text in _NULL:
        return None
    if text in _FLAGS:
        return _FLAGS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def _place(mark: Any) -> str:
    return "" if mark is None else f" in line {mark.line + 1}, column {mark.column + 1}"
