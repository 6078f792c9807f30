"""One entry of the company's change log: a document of kind "change" among the settings, by an id of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from clew.errors import UsageError

__all__ = ["KIND", "KINDS", "Change", "read_changes"]

KIND = "change"
KINDS = ("release", "price", "campaign", "outage", "other")
LONGEST_TITLE, LONGEST_NOTE = 200, 5_000


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something the company did or suffered from the day ``begins`` to the day ``ends``, both included.

    Days are those of the workspace's zone; ``ends`` None is one day.
    """

    begins: date
    title: str
    ends: date | None = None
    kind: str = "other"
    note: str = ""

    @property
    def last(self) -> date:
        """The last day of it."""
        return self.ends or self.begins

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Change:
        """Return the change of a document; UsageError says what cannot be.

        >>> Change.of({"begins": "2026-03-01", "title": "Prices up", "kind": "price"}).last
        datetime.date(2026, 3, 1)
        """
        try:
            found = msgspec.convert(dict(document), cls)
        except msgspec.ValidationError as error:
            raise UsageError(f"This is no entry of a change log: {error}. Days look like 2026-03-01.") from error
        if found.kind not in KINDS:
            raise UsageError.unknown("kind of change", found.kind, KINDS)
        title = found.title.strip()
        if not title or len(title) > LONGEST_TITLE or not title.isprintable():
            raise UsageError(f"A change needs a title of 1 to {LONGEST_TITLE} characters on one line.")
        if len(found.note) > LONGEST_NOTE:
            raise UsageError(f"The note of a change has at most {LONGEST_NOTE:,} characters.")
        if found.ends is not None and found.ends < found.begins:
            raise UsageError(f"A change that begins on {found.begins} cannot end on {found.ends}.")
        return msgspec.structs.replace(found, title=title, ends=None if found.ends == found.begins else found.ends)

    def to_document(self) -> dict[str, Any]:
        """Return the document that :meth:`of` reads."""
        document: dict[str, Any] = msgspec.to_builtins(self)
        return document

    def touches(self, first: date, last: date) -> bool:
        """Return whether any day of it lies between two days, both included."""
        return self.begins <= last and self.last >= first


def read_changes(
    documents: Mapping[str, Mapping[str, Any]], first: date | None = None, last: date | None = None
) -> dict[str, Change]:
    """Return the changes among the documents of the settings by id, in the order of time; with days only those between.

    >>> read_changes({"change": {"a": {"begins": "2026-03-01", "title": "x"}}}, first=date(2026, 3, 2))
    {}
    """
    found = {name: Change.of(document) for name, document in documents.get(KIND, {}).items()}
    chosen = {name: change for name, change in found.items() if change.touches(first or date.min, last or date.max)}
    return dict(sorted(chosen.items(), key=lambda item: (item[1].begins, item[1].last, item[0])))
