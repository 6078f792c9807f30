"""Cuts a stream of UTF-8 bytes into blocks of whole CSV records, quotes understood as the parser understands them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["BLOCK_BYTES", "MAX_RECORD", "Block", "Reader", "Unfinished", "line_ends", "record_blocks", "whole_records"]

BLOCK_BYTES = 4 << 20
#: A record longer than this is a quote that was never closed, or no table at all.
MAX_RECORD = 16 << 20
_SHOWN_BYTES = 1000
_QUOTE = ord('"')

Positions = npt.NDArray[np.int64]


class Reader(Protocol):
    """What blocks are cut from: UTF-8 bytes, and why they ended early if they did."""

    @property
    def torn(self) -> str:
        """Why the bytes ended early, else empty."""
        ...

    def read(self, size: int) -> bytes:
        """Return up to about ``size`` bytes, none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Block:
    """Whole records, ready to be parsed."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One line that is no record: its quote is never closed, it is too long, or the file is cut off in it."""

    start: bytes
    lines: int
    reason: str


def record_blocks(reader: Reader, delimiter: bytes, start: bytes = b"") -> Iterator[Block | Unfinished]:
    """Yield the records of ``start`` and ``reader`` in blocks of about 4 MB; memory stays under 40 MB.

    A record that does not end within 16 MB gives one ``Unfinished`` line, and reading goes on with the line after it.
    """
    buffer, final = start, False
    while True:
        if not final and (chunk := reader.read(BLOCK_BYTES)):
            buffer = buffer + chunk if buffer else chunk
        else:
            final = True
        cut = whole_records(buffer, delimiter, final=final and not reader.torn)
        if cut:
            yield Block(buffer[:cut])
            buffer = buffer[cut:]
        if final and reader.torn:
            yield Unfinished(buffer[:_SHOWN_BYTES], max(line_ends(buffer), 1), reader.torn)
            return
        if buffer and (final or len(buffer) > MAX_RECORD):
            unfinished, buffer = _give_up_line(buffer, reader)
            yield unfinished
        if final and not buffer:
            return


def whole_records(buffer: bytes, delimiter: bytes, *, final: bool) -> int:
    r"""Return how many bytes at the start of ``buffer`` are whole records; ``final``: a record may end with the bytes.

    >>> whole_records(b'1,"a\nb"\n2,"c\n', b",", final=False)
    8
    """
    if b'"' not in buffer:
        return len(buffer) if final else _after_last_line(buffer, 0, len(buffer), final=final)
    opens, closes = _quoted_spans(buffer, delimiter[0])
    if final and len(opens) == len(closes):
        return len(buffer)
    ends = opens if len(opens) > len(closes) else np.append(opens, len(buffer))
    for stretch in range(len(ends) - 1, -1, -1):  # the stretches outside quotes, from the last
        start = int(closes[stretch - 1]) + 1 if stretch else 0
        if cut := _after_last_line(buffer, start, int(ends[stretch]), final=final):
            return cut
    return 0


def _after_last_line(buffer: bytes, start: int, end: int, *, final: bool) -> int:
    """Return the position after the last line end in the stretch, 0 where there is none."""
    if not final and end == len(buffer) and buffer.endswith(b"\r"):
        end -= 1  # the rest of a \r\n may be in the next chunk
    return max(buffer.rfind(b"\n", start, end), buffer.rfind(b"\r", start, end)) + 1


def _quoted_spans(buffer: bytes, delimiter: int) -> tuple[Positions, Positions]:
    """Return where quoted stretches open and close; the last may be open still."""
    data = np.frombuffer(buffer, dtype=np.uint8)
    quotes = np.flatnonzero(data == _QUOTE)
    opens, closes = quotes[0::2], quotes[1::2]
    stops = np.zeros(256, dtype=bool)
    stops[[delimiter, 10, 13, _QUOTE]] = True
    # A quote that opens follows a delimiter, a line end or, within a doubled one, the quote before it.
    before, after = data[opens - 1], data[np.minimum(closes + 1, len(data) - 1)]
    doubled = np.concatenate([[True], opens[1:] - closes[: len(opens) - 1] == 1])
    openings_fine = stops[before] & ((before != _QUOTE) | doubled) | (opens == 0)
    if openings_fine.all() and (stops[after] | (closes == len(data) - 1)).all():
        return opens, closes
    return _walk_quotes(buffer, quotes.tolist(), delimiter)


def _walk_quotes(buffer: bytes, quotes: list[int], delimiter: int) -> tuple[Positions, Positions]:
    """Return the spans one quote at a time: a quote opens only where a cell begins, elsewhere it is a letter."""
    opens: list[int] = []
    closes: list[int] = []
    inside, skip = False, -1
    for at, following in zip(quotes, [*quotes[1:], -1], strict=True):
        if at == skip:
            continue
        if not inside:
            if at == 0 or buffer[at - 1] in (delimiter, 10, 13):
                opens.append(at)
                inside = True
        elif following == at + 1:
            skip = following
        else:
            closes.append(at)
            inside = False
    return np.asarray(opens, dtype=np.int64), np.asarray(closes, dtype=np.int64)


def _give_up_line(buffer: bytes, reader: Reader) -> tuple[Unfinished, bytes]:
    """Return the first line of ``buffer`` as unfinished, and the bytes after it; long lines are read past."""
    start = buffer[:_SHOWN_BYTES]
    long = len(buffer) > MAX_RECORD
    reason = f"no end of the row within {MAX_RECORD >> 20} MB" if long else "a quote opens and is never closed"
    while (cut := _first_line(buffer)) == 0:
        buffer = reader.read(BLOCK_BYTES)
        if not buffer:
            return Unfinished(start, 1, reason), b""
    return Unfinished(start.splitlines()[0], 1, reason), buffer[cut:]


def _first_line(buffer: bytes) -> int:
    """Return the position after the first line end, 0 where there is none."""
    cut = buffer.find(b"\n") + 1
    head = buffer[:cut] if cut else buffer
    if b"\r" in head and not head.endswith(b"\r\n"):
        return head.find(b"\r") + 1
    return cut


def line_ends(data: bytes) -> int:
    r"""Return how many physical lines ``data`` has; \r\n, \n and \r each end one, a last line needs no end.

    >>> line_ends(b"a\r\nb\nc")
    3
    """
    if not data:
        return 0
    ends = data.count(b"\n")
    if b"\r" in data:
        ends += data.count(b"\r") - data.count(b"\r\n")
    return ends + (data[-1] not in b"\r\n")
