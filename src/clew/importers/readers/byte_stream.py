"""The bytes of a file, unpacked where it is gzipped, with bombs and torn ends noticed while reading."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from types import TracebackType
from typing import Self

from clew.errors import UnreadableFileError

__all__ = ["MAX_RATIO", "ByteStream"]

GZIP_MAGIC = b"\x1f\x8b"
#: A gzipped export inflates by 3 to 60; deflate ends at 1,032. Beyond this, and beyond 64 MB, it is a bomb.
MAX_RATIO = 300
_FREE_BYTES = 64 << 20


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
        self._file = gzip.GzipFile(fileobj=self._raw) if self.gzipped else self._raw

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes, none at the end; raise UnreadableFileError when it is a bomb.

        A gzip file that stops in the middle gives what was whole and sets ``torn``.
        """
        if self.torn:
            return b""
        try:
            data = self._file.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
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
        self._file.close()
        self._raw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
