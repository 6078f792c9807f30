"""What an answer is made from, by name: files of the lake never change and their names never repeat."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePath

from clew.engines.views import TableView
from clew.questions.keeping.footers import ends_of
from clew.tables import TABLES

__all__ = ["AHEAD", "content_hash", "happens_after"]

#: Times that lie ahead of what has happened: deadlines and commitments say nothing about "now".
AHEAD = frozenset({"due_at", "committed_until", "ended_at", "version_at", "undone_at"})


def content_hash(views: Mapping[str, TableView], tables: Iterable[str]) -> str:
    """Return the SHA-256 of all that ``tables`` are read from: their files, dead rows, links and aliases.

    Equal only for equal content; what came into other tables changes nothing.
    """
    said = [part for name in sorted(set(tables)) if name in views for part in _parts(views[name])]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _parts(view: TableView) -> list[str]:
    named = {"file": view.files, "dirty": view.dirty}
    parts = [f"{kind} {PurePath(file).name}" for kind, files in named.items() for file in sorted(files)]
    parts += [f"dead {PurePath(view.dead).name}"] if view.dead else []
    parts += [f"aliases {PurePath(view.aliases).name}"] if view.aliases else []
    parts += [f"link {link.column} {link.by} {PurePath(link.file).name}" for link in view.links]
    parts += [f"name {given.column} {old}: {new}" for given in view.names for old, new in given.pairs]
    return [view.name, *parts]


def happens_after(view: TableView | None, limit: datetime) -> bool:
    """Return whether something in ``view`` may have happened after ``limit``: what footers say, of dead rows too."""
    if view is None:
        return False
    ends = ends_of((*view.files, *view.dirty), [name for name in TABLES[view.name].times if name not in AHEAD])
    return ends is None or max(ends, default=limit) > limit
