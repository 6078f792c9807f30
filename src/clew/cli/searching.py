"""`clew search`: verbatims that have the words, in any of their forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clew.cli.asking import From, To, Where
from clew.cli.globals import current
from clew.cli.output import progress, show, table, warn

if TYPE_CHECKING:
    from clew.text.reading import Page

__all__ = ["add_to"]

Words = Annotated[
    list[str] | None,
    typer.Argument(
        help='Words in any form; "in quotes" word for word; fakt* begins so; after --, -word must not be there.'
    ),
]
Order = Annotated[str, typer.Option(help="newest, oldest, lowest or highest rating, or best (how well it fits).")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="At most so many verbatims.")]
After = Annotated[str, typer.Option(help="The next page: what --json said as 'after'.")]
Redact = Annotated[bool, typer.Option("--redact", help="Leave out personal data that is recognised in the words.")]
#: What fits a screen; --json gives all of a verbatim.
SHOWN = ("at", "rating", "program", "touchpoint", "channel", "language", "verbatim", "feedback_id")


def add_to(app: typer.Typer) -> None:
    """Add this file's command to the application."""
    app.command("search")(search)


def search(
    words: Words = None,
    where: Where = None,
    order: Order = "newest",
    start: From = None,
    end: To = None,
    limit: Limit = 20,
    after: After = "",
    redact: Redact = False,  # noqa: FBT002 - an option of the command line
) -> None:
    """Read what customers wrote: search bends with Polish, Romanian, Russian and English words."""
    from clew.api import open as open_data  # noqa: PLC0415 - keeps `clew --help` quick

    workspace = open_data(current().data_to_read(), current().workspace, create=False)
    with progress("looking") as move:
        page = workspace.search(
            _typed(words or ()), where=where or (), order=order, start=start, end=end, limit=limit, after=after,
            progress=move,
        )  # fmt: skip
    rows = [_row(row, redact=redact) for row in _documents(page)]
    if page.count is not None and page.count > len(rows):
        warn(f"{len(rows):,} of {page.count:,} verbatims; --limit N shows more, --after the next page")
    document = {"rows": rows, "count": page.count, "after": page.after}
    show(document, lambda: table(SHOWN, [[_short(row[name]) for name in SHOWN] for row in rows]))


def _typed(words: Any) -> str:
    """Return the words as one text; one with a space in it was in quotes, so it is a phrase."""
    return " ".join(f'"{word}"' if " " in word.strip() and '"' not in word else word for word in words)


def _documents(page: Page) -> list[dict[str, Any]]:
    import msgspec  # noqa: PLC0415 - keeps `clew --help` quick

    return [msgspec.to_builtins(row) for row in page.rows]


def _row(row: dict[str, Any], *, redact: bool) -> dict[str, Any]:
    times = {name: f"{row[name]}Z" if row[name] else None for name in ("at", "answered_at", "asked_at")}
    said = {**row, **times}
    if redact and said["verbatim"]:
        from clew.text.redaction import redact as redacted  # noqa: PLC0415 - keeps `clew --help` quick

        said["verbatim"] = redacted(said["verbatim"]).text
    return said


def _short(value: Any) -> Any:
    return f"{value[:157]}..." if isinstance(value, str) and len(value) > 160 else value  # noqa: PLR2004 - a screen
