"""A file of a plain form goes straight onto the disk."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers, StopUpload

from clew_server.imports.uploads.files import prepare_file

__all__ = ["DiskHandler"]


class DiskHandler(FileUploadHandler):
    """Writes the first file of a form to ``path``, chunk after chunk; stops at ``largest`` bytes.

    ``is_too_large`` says that it stopped; ``size`` counts what lies on the disk, synced, once the file is complete.
    """

    chunk_size = 1024 * 1024

    def __init__(self, request: Any, path: Path, largest: int) -> None:
        super().__init__(request)
        self.path, self.largest, self.size, self.is_too_large = path, largest, 0, False
        self._file: BinaryIO | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin the file; a second one is passed over."""
        super().new_file(*args, **kwargs)
        if self._file is not None:
            raise SkipFile
        prepare_file(self.path)
        self._file = self.path.open("r+b")
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what came."""
        assert self._file is not None, "new_file came before"  # noqa: S101 - Django's promise
        self.size = start + len(raw_data)
        if self.size > self.largest:
            self.is_too_large = True
            self._file.close()
            raise StopUpload(connection_reset=False)
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        """Sync the file; what the form gets is its name and size, no bytes."""
        assert self._file is not None, "new_file came before"  # noqa: S101 - Django's promise
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return UploadedFile(io.BytesIO(), self.file_name, self.content_type, file_size)

    def upload_interrupted(self) -> None:
        """Close the file; the page removes it."""
        if self._file is not None:
            self._file.close()
