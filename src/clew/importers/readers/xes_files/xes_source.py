"""Reads XES event logs, gzipped or not: one row an event, with the attributes of its trace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from clew.errors import UnreadableFileError
from clew.importers.raw import RawBatch, unique_columns
from clew.importers.readers.byte_stream import ByteStream
from clew.importers.readers.flatten import Record, TooDeepError, batches_of, check_columns
from clew.importers.readers.source import Source
from clew.importers.readers.xes_files.xes_events import EVENT_NUMBER, TRACE_NAME, TRACE_NUMBER, XesEvents
from clew.importers.rejected import Rejected

__all__ = ["XesSource"]

_CHUNK = 1 << 20
#: Bytes without a tag's beginning or end after which it is no log: one value, comment or text without end.
_MAX_SILENCE = 16 << 20


class XesSource(Source):
    """An XES log. ``_line`` is the 1-based position of the event in the log.

    Columns are ``trace:<key>`` and ``event:<key>``, and the positions ``trace:#`` and ``event:#``. The file is read
    twice, first for its columns and for ``has_own_names``: whether each trace has a ``concept:name`` no
    other has. A log that breaks off gives the events that were whole and one broken piece.
    """

    format = "xes"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.has_own_names = True
        names, broken = self._survey()
        if not names:
            why = f" ({broken.reason})" if broken else ""
            raise UnreadableFileError(f"{path.name} is an XES log without one readable event{why}.")
        self._names = names
        super().__init__(path, unique_columns(names), {})

    def batches(self) -> Iterator[RawBatch]:
        """Yield the events in file order."""
        return batches_of(self._found(), self._names, self.columns)

    def _survey(self) -> tuple[tuple[str, ...], Rejected | None]:
        """Return all columns, those of traces first, and what broke."""
        names: dict[str, None] = {}
        owners: dict[str, str | None] = {}
        broken: Rejected | None = None
        for one in self._found():
            if isinstance(one, Rejected):
                broken = one
                continue
            names.update(dict.fromkeys(one.cells))
            name, number = (one.cells.get(TRACE_NAME) or "").strip(), one.cells.get(TRACE_NUMBER)
            self.has_own_names &= bool(name and number) and owners.setdefault(name, number) == number
            check_columns(self.path.name, names)
        traces = [name for name in names if name.startswith("trace:") and name != TRACE_NUMBER]
        events = [name for name in names if name.startswith("event:") and name != EVENT_NUMBER]
        return ((TRACE_NUMBER, *traces, EVENT_NUMBER, *events) if names else ()), broken

    def _found(self) -> Iterator[Record | Rejected]:
        """Yield the events; where the log breaks, those that were whole and one rejection for the rest."""
        events = XesEvents()
        read = 0
        with ByteStream(self.path) as stream:
            try:
                for found in _parsed(stream, events):
                    read += len(found)
                    yield from found
                if stream.torn:
                    yield Rejected(read + 1, "", stream.torn)
            except (ParseError, TooDeepError, ValueError, LookupError) as error:
                events.flush()
                yield from events.ready
                reason = stream.torn or f"the XML breaks here: {error}"
                yield Rejected(read + len(events.ready) + 1, "", f"{reason}; nothing after it can be read", "")


def _parsed(stream: ByteStream, events: XesEvents) -> Iterator[list[Record]]:
    """Yield the events ready after each chunk of the file; document types and entities are refused."""
    parser = DefusedXMLParser(target=events, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    silent, tags = 0, 0
    try:
        while chunk := stream.read(_CHUNK):
            parser.feed(chunk)
            silent = silent + len(chunk) if events.tags == tags else 0
            tags = events.tags
            if silent > _MAX_SILENCE:
                raise ParseError(f"one value, comment or text is longer than {_MAX_SILENCE >> 20} MB")
            ready, events.ready = events.ready, []
            yield ready
        parser.close()
    except DefusedXmlException as error:
        raise UnreadableFileError(
            f"{stream.path.name} declares a document type or entities, which can read other files or fill the "
            "memory: save the log without DOCTYPE."
        ) from error
