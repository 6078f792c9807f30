"""An answer as a file: CSV, XLSX, JSON. Nothing in it is ever a formula; numbers stay numbers."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import xlsxwriter
from django.utils.translation import gettext

from clew.questions.answer import Answer
from clew.questions.document import to_document
from clew_server.insights.questions.showing.shown import Shown
from clew_server.insights.questions.showing.words import dimension, row_warning

__all__ = ["answer_sheet", "neutral", "notes_of", "to_csv", "to_json", "to_xlsx"]

#: With these a spreadsheet begins a formula, or skips to what could be one.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
             "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}", "|", "%")  # fmt: skip
LONGEST_CELL = 32_767
Sheet = list[list[Any]]


def neutral(value: Any) -> Any:
    """Return a cell of a CSV that no spreadsheet takes for a formula; numbers are left alone.

    >>> neutral("=1+1"), neutral(-3.5), neutral(" @x"), neutral("web")
    ("'=1+1", -3.5, "' @x", 'web')
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "")
    return f"'{text}" if value.startswith(DANGEROUS) or text.lstrip().startswith(DANGEROUS) else text


def answer_sheet(answer: Answer, has_periods: bool) -> Sheet:  # noqa: FBT001 - what the answer's table has
    """Return the figures as a table: a head, then one list a figure; numbers as numbers, withheld ones empty."""
    names = list(answer.rows[0].dimensions) if answer.rows else []
    head: list[Any] = [dimension(name) for name in names]
    head += [gettext("Period")] if has_periods else []
    head += [
        gettext("Value"), gettext("Lower end"), gettext("Upper end"), gettext("Answers"), gettext("Missing"),
        gettext("Method"), gettext("Remarks"),
    ]  # fmt: skip
    lines = []
    for row in answer.rows:
        is_hidden = "suppressed" in row.warnings
        counts: list[Any] = [None, None] if is_hidden else [row.n, row.missing]
        period = [row.period] if has_periods else []
        remarks = "; ".join(map(row_warning, row.warnings))
        lines.append([*row.dimensions.values(), *period, row.value, row.lo, row.hi, *counts, row.method, remarks])
    return [head, *lines]


def to_csv(sheet: Sheet) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark, so that spreadsheets read its letters."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([[neutral(cell) for cell in line] for line in sheet])
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(sheet: Sheet, notes: Sheet) -> bytes:
    """Return a table as a workbook, ``notes`` on a second sheet; text is always text, never formula, link or number."""
    out = io.BytesIO()
    safely = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, safely) as book:
        bold = book.add_format({"bold": True})
        for name, lines in ((gettext("Figures"), sheet), (gettext("What is counted"), notes)):
            page = book.add_worksheet(name[:31])
            page.freeze_panes(1 if lines is sheet else 0, 0)
            page.set_column(0, max((len(line) for line in lines), default=1) - 1, 18)
            for y, line in enumerate(lines):
                for x, cell in enumerate(line):
                    _write(page, y, x, cell, bold if y == 0 and lines is sheet else None)
    return out.getvalue()


def _write(page: Any, y: int, x: int, cell: Any, style: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        page.write_number(y, x, cell, style)
    else:
        page.write_string(y, x, _printable(str(cell))[:LONGEST_CELL], style)


def _printable(text: str) -> str:
    """Return ``text`` without what XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff"))


def notes_of(shown: Shown, answer: Answer) -> Sheet:
    """Return what is said of the figures beside them: what is counted, units, method, the moment, warnings."""
    said = [
        (gettext("Question"), shown.title), (gettext("Asked"), shown.sentence),
        (gettext("What is counted"), shown.population), (gettext("Unit"), answer.unit),
        (gettext("Statistic"), answer.statistic), (gettext("Intervals"), answer.level),
        (gettext("Method"), ", ".join(shown.methods)), (gettext("Known up to"), answer.as_of or ""),
        (gettext("Definition"), answer.spec_hash),
    ]  # fmt: skip
    return [[name, value] for name, value in said] + [[gettext("Remark"), text] for text in shown.warnings]


def to_json(answer: Answer) -> bytes:
    """Return the answer as the JSON document of ``clew ask --json``, without what is withheld."""
    return json.dumps(to_document(answer), ensure_ascii=False, indent=1).encode()
