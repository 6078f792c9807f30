"""The files of a table one by one, each with the name of its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePath

import pyarrow.parquet as pq

from clew.engines.views import TableView
from clew.errors import MissingFileError

__all__ = ["Part", "parts_of", "together"]


@dataclass(frozen=True)
class Part:
    """One file of a table: its view, alone and with the ids that its rows came with, and the name of its content."""

    view: TableView
    content: str


def _base_name(file: str) -> str:
    return PurePath(file).name


def parts_of(view: TableView, *, whole: bool) -> Iterator[Part]:
    """Yield each file of ``view`` by itself; who is whose customer is asked when figures are made.

    Names of files never repeat within a workspace; ``whole`` paths tell those of several apart.
    """
    named = str if whole else _base_name
    common = [f"link {link.column} {link.by} {named(link.file)}" for link in view.links]
    common += [f"name {names.column} {names.pairs}" for names in view.names]
    alone = replace(view, files=(), dirty=(), dead=None, aliases=None)
    for file in view.files:
        yield Part(replace(alone, files=(file,)), "\n".join([named(file), *common]))
    for file in view.dirty:
        dead = f"dead {_dead_rows(view.dead, PurePath(file).name)}" if view.dead else ""
        part = replace(alone, dirty=(file,), dead=view.dead)
        yield Part(part, "\n".join([named(file), dead, *common]))


def together(views: Sequence[TableView]) -> TableView:
    """Return parts of one table as one view."""
    files = tuple(file for view in views for file in view.files)
    dirty = tuple(file for view in views for file in view.dirty)
    dead = next((view.dead for view in views if view.dead), None)
    return replace(views[0], files=files, dirty=dirty, dead=dead)


@lru_cache(maxsize=4096)
def _dead_rows(dead: str, file: str) -> str:
    """Return a hash of which rows of ``file`` are dead: other files' dead rows change nothing of it."""
    try:
        rows = pq.read_table(dead, columns=["row"], filters=[("file", "=", file)])
    except FileNotFoundError as error:
        raise MissingFileError(f"A file of this lake version is gone: {dead}") from error
    return hashlib.sha256(repr(sorted(rows["row"].to_pylist())).encode()).hexdigest()
