"""Physical lines of a stream, none of them longer than memory can bear."""

from __future__ import annotations

from collections.abc import Iterator

from clew.importers.readers.csv_files.csv_blocks import Reader

__all__ = ["MAX_LINE", "physical_lines"]

MAX_LINE = 16 << 20
_CHUNK = 1 << 20
_SHOWN = 1000


def physical_lines(reader: Reader) -> Iterator[tuple[int, bytes, bool]]:
    r"""Yield number (1-based), bytes and whether it is whole of each line; of one too long only the beginning.

    Lines end with \n; a \r before it stays for the caller to strip. A torn stream ends
    with a line that is not whole, if an empty one.
    """
    number, rest, too_long = 1, b"", False
    while data := reader.read(_CHUNK):
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            yield number, line, not too_long
            number, too_long = number + 1, False
        if len(rest) > MAX_LINE or too_long:
            rest, too_long = rest[:_SHOWN], True
    if rest or reader.torn:
        yield number, rest, not (too_long or reader.torn)
