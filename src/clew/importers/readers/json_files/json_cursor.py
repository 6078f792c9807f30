"""Walks a JSON text value by value, so that a file of any size needs the memory of its largest record."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from clew.importers.readers.canonical_text import Number
from clew.importers.readers.encoding import Utf8Stream

__all__ = ["DECODER", "MAX_VALUE", "BrokenJsonError", "JsonCursor", "broken_reason"]

#: A single value longer than this is not kept in memory.
MAX_VALUE = 16 << 20
_CHUNK = 1 << 20
_SPACE = re.compile(r"[\s\ufeff]*")
#: An error this near the end of what was read may be the end's fault.
_NEAR_END = 16
#: Numbers stay as they are written: 1e400, 2**70 and NaN would not survive a float.
DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=Number, strict=False)


class BrokenJsonError(ValueError):
    """The text is no JSON from here on; ``start`` shows the place."""

    def __init__(self, reason: str, start: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.start = start


def broken_reason(error: Exception) -> str:
    """Return in plain words why a value cannot be read."""
    if isinstance(error, RecursionError):
        return "nested deeper than can be read"
    if isinstance(error, json.JSONDecodeError):
        return f"not valid JSON: {error.msg} at character {error.pos + 1}"
    return f"not valid JSON: {error}"


class JsonCursor:
    """A place in a JSON text that moves forward only."""

    def __init__(self, stream: Utf8Stream) -> None:
        self._stream = stream
        # What does not decode becomes lone surrogates, which no cell may keep: so it is noticed where it stands.
        self._decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        self._text = ""
        self._at = 0
        self._ended = False

    def peek(self, ahead: int = 0) -> str:
        """Return the next character that is no space (``ahead``: the one after it), empty at the end."""
        while True:
            at = self._skip(self._at)
            self._at = at
            for _ in range(ahead):
                at = self._skip(at + 1)
            if at < len(self._text) or not self._more(_CHUNK):
                return self._text[at : at + 1]

    def take(self, wanted: str) -> None:
        """Step over one character, which must be one of ``wanted``."""
        if (found := self.peek()) == "" or found not in wanted:
            raise BrokenJsonError(f"not valid JSON: expected one of {' '.join(wanted)} here", self.shown())
        self._at += 1

    def value(self) -> Any:
        """Return the next value and step over it; raise BrokenJsonError where there is none."""
        step = _CHUNK
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise BrokenJsonError(broken_reason(error), self.shown()) from error
            except json.JSONDecodeError as error:
                if self._hopeless(error) or not self._more(step):
                    raise BrokenJsonError(broken_reason(error), self.shown()) from error
            else:
                if end < len(self._text) or not self._more(step):
                    self._at = end
                    return value
            step *= 2

    def list_items(self) -> Iterator[Any]:
        """Yield the values of the list that begins here, and step over it."""
        self.take("[")
        while self.peek() != "]":
            yield self.value()
            if self.peek() != "]":
                self.take(",")
        self.take("]")

    def shown(self) -> str:
        """Return the text from here, cut short."""
        return self._text[self._at : self._at + 200].encode("utf-8", "replace").decode()

    def _skip(self, at: int) -> int:
        """Return the position of the next character that is no space."""
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def _hopeless(self, error: json.JSONDecodeError) -> bool:
        """Return whether more text could not mend the error."""
        if len(self._text) - self._at > MAX_VALUE:
            return True
        cut_off = error.msg.startswith("Unterminated string") or error.pos >= len(self._text) - _NEAR_END
        return not cut_off

    def _more(self, size: int) -> bool:
        """Read on; return whether there was more. What was stepped over is forgotten."""
        if self._ended:
            return False
        data = self._stream.read(size)
        self._ended = not data
        text = self._decode(data, self._ended)
        self._text = self._text[self._at :] + text
        self._at = 0
        return bool(data)
