"""The bytes of a file, unpacked where it is gzipped, with bombs and torn ends noticed while reading."""

from __future__ import annotations

import zlib
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from clew.errors import UnreadableFileError

__all__ = ["MAX_RATIO", "ByteStream"]

GZIP_MAGIC = b"\x1f\x8b"
#: A gzipped export inflates by 3 to 60; deflate ends at 1,032. Beyond this, and beyond 64 MB, it is a bomb.
MAX_RATIO = 300
_FREE_BYTES = 64 << 20
_GZIP_WBITS = 31
_PACKED_CHUNK = 256 << 10


class _Gunzip:
    """Unpacks gzip member by member. Unlike the standard library it gives every byte before a cut, then raises."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._inflate = zlib.decompressobj(_GZIP_WBITS)
        self._waiting = b""
        self._error: Exception | None = None

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes; raise EOFError or zlib.error once all that could be had was given."""
        if self._error:
            raise self._error
        parts: list[bytes] = []
        while size > 0 and (part := self._some(size)):
            parts.append(part)
            size -= len(part)
        if not parts and self._error:
            raise self._error
        return b"".join(parts)

    def _some(self, size: int) -> bytes:
        """Return some bytes, none at the end or at an error, which is kept for later."""
        while not self._error:
            waiting = self._waiting or self._packed.read(_PACKED_CHUNK)
            if self._inflate.eof and not self._next_member(waiting):
                return b""
            if not waiting:
                self._error = EOFError("it ends in the middle")
                return b""
            try:
                data = self._inflate.decompress(self._waiting or waiting, size)
            except zlib.error as error:
                self._error = error
                return b""
            self._waiting = self._inflate.unconsumed_tail or self._inflate.unused_data
            if data:
                return data
        return b""

    def _next_member(self, waiting: bytes) -> bool:
        """Return whether another member follows; padding and what is no gzip are left unread, as gunzip does."""
        if len(waiting) == 1:
            waiting += self._packed.read(_PACKED_CHUNK)
        self._waiting = waiting
        if not waiting.startswith(GZIP_MAGIC):
            return False
        self._inflate = zlib.decompressobj(_GZIP_WBITS)
        return True


class ByteStream:
    """The unpacked bytes of ``path``, read forwards. ``torn`` says why the bytes ended early, else it is empty."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.packed = path.stat().st_size
        self.torn = ""
        self._inflated = 0
        self._raw = path.open("rb")
        self.gzipped = self._raw.read(2) == GZIP_MAGIC
        self._raw.seek(0)
        self._file = _Gunzip(self._raw) if self.gzipped else self._raw

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes, none at the end; raise UnreadableFileError when it is a bomb.

        A gzip file that stops in the middle gives what was whole and sets ``torn``.
        """
        if self.torn:
            return b""
        try:
            data = self._file.read(size)
        except (EOFError, zlib.error) as error:
            self.torn = f"the gzip data is cut off or damaged here ({error})"
            return b""
        self._inflated += len(data)
        if self.gzipped and self._inflated > max(_FREE_BYTES, MAX_RATIO * self.packed):
            raise UnreadableFileError(
                f"{self.path.name} unpacks to more than {MAX_RATIO} times its size: this is no export but a "
                f"decompression bomb. Unpack it yourself if you trust it."
            )
        return data

    def close(self) -> None:
        """Close the file."""
        self._raw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
