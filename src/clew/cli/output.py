"""What a command prints: one JSON document, or tables for people; progress and warnings go to stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec

from clew.cli.globals import current

__all__ = ["FORMAT", "NO_ZONE", "number", "progress", "show", "shown_of", "table", "warn"]

#: Version of every JSON document the command line prints.
FORMAT = 1

#: Said until a workspace has its zone.
NO_ZONE = "The time zone is not set: times without one count as UTC. Set it: clew workspace set --zone Europe/Warsaw"

Progress = Callable[[str, float | None], None]


def show(document: Mapping[str, Any], text: Callable[[], None]) -> None:
    """Print ``document`` as JSON when --json is set, else call ``text`` which prints for people."""
    if current().json:
        encoded = msgspec.json.encode({"format": FORMAT, **document}, enc_hook=str)
        sys.stdout.write(msgspec.json.format(encoded, indent=2).decode() + "\n")
    else:
        text()


def warn(message: str) -> None:
    """Say something beside the result, on stderr."""
    sys.stderr.write(f"{message}\n")


def shown_of(shown: int, count: int, what: str = "rows", left: str = "") -> None:
    """Say on stderr that not all is shown, and how to see more; nothing where all is."""
    if shown < count:
        warn(f"{shown:,} of {count:,} {what}{left}; --limit N shows more")


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str | None = None) -> None:
    """Print rows as a table; figures stand right, words left."""
    from rich import box  # noqa: PLC0415 - keeps `clew --help` quick
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    shown = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for index, column in enumerate(columns):
        figures = any(isinstance(row[index], int | float) for row in rows)
        shown.add_column(column, justify="right" if figures else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(number(cell) for cell in row))
    width = None if sys.stdout.isatty() else 200
    Console(file=sys.stdout, width=width, highlight=False, markup=False).print(shown)


def number(cell: object) -> str:
    """Return a cell as people read it.

    >>> number(12345), number(.123456), number(None)
    ('12,345', '0.1235', '–')
    """
    match cell:
        case None:
            return "–"
        case bool():
            return "yes" if cell else "no"
        case int():
            return f"{cell:,}"
        case float():
            return f"{cell:,.4f}".rstrip("0").rstrip(".") if abs(cell) < 100 else f"{cell:,.1f}"  # noqa: PLR2004
        case _:
            return str(cell)


@contextmanager
def progress(title: str) -> Iterator[Progress]:
    """Yield a function (what, share done or None) that moves a bar on stderr; silent where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _what, _share: None
        return
    from rich.console import Console  # noqa: PLC0415 - keeps `clew --help` quick
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)

        def move(what: str, share: float | None) -> None:
            total, done = (None, None) if share is None else (1.0, share)
            bar.update(task, description=what or title, total=total, completed=done)

        yield move
