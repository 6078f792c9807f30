"""The rules as the rows of forms, and back into the document that the library keeps."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django.http import QueryDict

from clew.rules import Reason, Rules

__all__ = ["pairs_of", "reason_rows", "reasons_of", "sent_reasons", "with_pairs"]

#: So many empty rows stand below those that are filled.
BLANK = 2
_AVOIDABLE: dict[str, bool | None] = {"": None, "yes": True, "no": False}


def reason_rows(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    """Return the lines of contact reasons as rows of the form: each condition is a line "column: text, text"."""
    return [
        {
            "reason": line.reason,
            "avoidable": {None: "", True: "yes", False: "no"}[line.avoidable],
            "fits": "\n".join(f"{column}: {', '.join(texts)}" for column, texts in line.fits.items()),
        }
        for line in reasons
    ]


def sent_reasons(given: QueryDict) -> list[dict[str, Any]]:
    """Return the rows that were sent, in the order their numbers say; empty ones are left out."""
    columns = [given.getlist(name) for name in ("place", "reason", "avoidable", "fits")]
    rows = [
        (_number(place, at), at, {"reason": reason.strip(), "avoidable": avoidable, "fits": fits.replace("\r\n", "\n")})
        for at, (place, reason, avoidable, fits) in enumerate(zip_longest(*columns, fillvalue=""))
    ]
    return [row for _, _, row in sorted(rows, key=lambda each: each[:2]) if row["reason"] or row["fits"].strip()]


def reasons_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows as lines of the library's document; it checks them.

    >>> reasons_of([{"reason": "late", "avoidable": "yes", "fits": "topic: *late*, *delay*"}])
    [{'reason': 'late', 'avoidable': True, 'topic': ['*late*', '*delay*']}]
    """
    return [_line(row) for row in rows]


def _line(row: dict[str, Any]) -> dict[str, Any]:
    line: dict[str, Any] = {"reason": row["reason"]}
    avoidable = _AVOIDABLE.get(row["avoidable"])
    if avoidable is not None:
        line["avoidable"] = avoidable
    for condition in filter(None, map(str.strip, row["fits"].split("\n"))):
        column, colon, texts = condition.partition(":")
        key = column.strip().lower() if colon else condition
        line[key] = [*line.get(key, []), *(text.strip() for text in texts.split(",") if text.strip())]
    return line


def pairs_of(given: QueryDict) -> dict[str, str]:
    """Return the words of a form and what each means; a row without either is left out."""
    pairs = zip_longest(given.getlist("word"), given.getlist("meaning"), fillvalue="")
    return {word.strip(): meaning.strip() for word, meaning in pairs if word.strip() and meaning.strip()}


def with_pairs(rules: Rules, section: str, pairs: dict[str, str]) -> dict[str, Any]:
    """Return the document of the rules with other statuses or stages."""
    document = {name: part for name, part in rules.to_document().items() if name != section}
    return {**document, section: pairs} if pairs else document


def _number(text: str, otherwise: int) -> float:
    try:
        return float(text)
    except ValueError:
        return otherwise + 1.0
