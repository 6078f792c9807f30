"""The door for files: what every source offers, whatever its format."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from clew.importers.raw import RawBatch

__all__ = ["Source"]


class Source(ABC):
    """One file, opened: its header is known, its rows are read by ``batches()``, as often as one likes.

    ``format`` is csv, parquet, json, jsonl, xlsx or xes; ``details`` says for people what was sniffed;
    ``texts`` and ``import_ids`` hold, by column, what stands in the second and third header row of a Qualtrics export;
    ``has_own_names`` whether every trace of an event log has a name no other trace of it has.
    """

    format: str = ""
    has_own_names: bool = False

    def __init__(self, path: Path, columns: tuple[str, ...], details: dict[str, str]) -> None:
        self.path = path
        self.columns = columns
        self.details = details
        self.texts: dict[str, str] = {}
        self.import_ids: dict[str, str] = {}

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the file's bytes as they lie on disk, in hex."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of format and header, order kept, in hex: equal for two files of one kind."""
        return hashlib.sha256(json.dumps([self.format, *self.columns]).encode()).hexdigest()

    @abstractmethod
    def batches(self) -> Iterator[RawBatch]:
        """Yield the rows in file order, each batch under 64 MB; may raise UnreadableFileError on a bomb."""

    def close(self) -> None:  # noqa: B027 - readers open the file anew for each pass, so most hold nothing
        """Free what the source holds."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
