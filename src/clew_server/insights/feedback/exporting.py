"""Verbatims as a file, CSV or XLSX: without personal data unless somebody asks for it; nothing in it is a formula."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import xlsxwriter
from django.http import QueryDict
from django.utils.translation import gettext, pgettext

from clew.customers import identifiers_of
from clew.text.reading import Verbatim
from clew.text.redaction import redact
from clew_server.accounts.models import Member, Workspace
from clew_server.insights.feedback.models import Export
from clew_server.insights.feedback.tagging import tags_at
from clew_server.insights.feedback.wanted import read, wanted_of
from clew_server.insights.feedback.words import field_words
from clew_server.insights.questions.showing.files import neutral
from clew_server.insights.reading import Reading

__all__ = ["FORMS", "MOST_OF_XLSX", "find", "write"]

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: A sheet holds so many rows, its head among them.
MOST_OF_XLSX = 1_048_575
BLOCK, LONGEST_CELL = 1000, 32_767
DEFAULT_PERIOD = "last-90-days"
#: Ratings of a sheet have a column each.
METRICS = ("nps", "csat", "ces", "rating")


@dataclass
class _Asking:
    """What a page's reading takes of a request, where there is none."""

    member: Member
    workspace: Workspace
    GET: QueryDict


def find(workspace_id: UUID, export_id: str) -> Export | None:
    """Return what is to be exported; None where it was done or taken back."""
    found = Export.objects.select_related("workspace", "member__user").filter(workspace_id=workspace_id, id=export_id)
    return found.first()


def write(asked: Export, path: Path, tell: Callable[[float | None], None] = lambda _share: None) -> int:
    """Return how many verbatims were written into ``path``; ``tell`` hears how far it is."""
    reading = Reading(_Asking(asked.member, asked.workspace, QueryDict(asked.query)), DEFAULT_PERIOD)  # type: ignore[arg-type]
    wanted = wanted_of(reading, QueryDict(asked.query))
    written, total, place = 0, None, ""
    with _writer(asked.form, path) as line:
        line(_head(is_raw=asked.is_raw))
        while True:
            page = read(reading, wanted, limit=BLOCK, page=place)
            total = page.count if total is None else total
            for row in _rows(reading, page.rows, is_raw=asked.is_raw):
                line(row)
            written, place = written + len(page.rows), page.after
            tell(written / total if total else None)
            if not place:
                return written


def _head(*, is_raw: bool) -> list[str]:
    ids = [gettext("Answer"), gettext("Customer"), gettext("Ticket"), gettext("Order")] if is_raw else []
    fields = ("program", "kind", "touchpoint", "channel", "language", "product", "location", "team")
    named = [pgettext("a column", "Time"), *(str(field_words(name)) for name in fields)]
    return [*ids, *named, *(name.upper() for name in METRICS), gettext("Verbatim"), gettext("Tags")]


def _rows(reading: Reading, verbatims: Sequence[Verbatim], *, is_raw: bool) -> Iterator[list[Any]]:
    tags = tags_at(reading.workspace, [one.feedback_id for one in verbatims])
    known: dict[str, tuple[str, ...]] = {}
    if not is_raw:
        known = identifiers_of({one.customer_id for one in verbatims if one.customer_id}, reading.snapshot)
    zone = ZoneInfo(reading.settings.zone)
    for one in verbatims:
        text = one.verbatim or ""
        said = text if is_raw else redact(text, known.get(one.customer_id or "", ())).text
        ids = [one.feedback_id, one.customer_id, one.ticket_id, one.order_id] if is_raw else []
        at = one.at.replace(tzinfo=UTC).astimezone(zone).isoformat(sep=" ", timespec="minutes") if one.at else None
        about = [at, one.program, one.kind, one.touchpoint, one.channel, one.language, one.product, one.location]
        ratings = {given.metric: given.rating for given in one.ratings}
        marks = ", ".join(tag.name for tag in tags.get(one.feedback_id, []))
        yield [*ids, *about, one.team, *(ratings.get(name) for name in METRICS), said, marks]


@contextmanager
def _writer(form: str, path: Path) -> Iterator[Callable[[list[Any]], None]]:
    if form == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            lines = csv.writer(file, lineterminator="\r\n")
            yield lambda row: lines.writerow([neutral(cell) for cell in row])
        return
    safely = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), safely) as book:
        sheet, at = book.add_worksheet(), [0]
        sheet.freeze_panes(1, 0)

        def line(row: list[Any]) -> None:
            for x, cell in enumerate(row):
                if isinstance(cell, int | float):
                    sheet.write_number(at[0], x, cell)
                elif cell:
                    sheet.write_string(at[0], x, _printable(str(cell))[:LONGEST_CELL])
            at[0] += 1

        yield line


def _printable(text: str) -> str:
    """Return ``text`` without what XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff"))
