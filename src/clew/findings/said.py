"""What people say of a finding: who owns it, a note, that it is known, and until when it is muted; kept as facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import structs

from clew.errors import UsageError
from clew.findings.finding import Diagnosis, Finding

__all__ = ["Said", "changed", "day_of", "with_said"]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of one finding by its id; ``title`` is what it was called when somebody last said something.

    ``mute_until`` is the first day (ISO 8601) on which it is told again; "" where it is not muted.
    """

    owner: str = ""
    note: str = ""
    known: bool = False
    mute_until: str = ""
    title: str = ""

    @classmethod
    def of(cls, document: Mapping[str, Any] | None) -> Said:
        """Return what a kept document says, nothing for None.

        >>> Said.of({"owner": "Ana"}).owner, Said.of(None) == Said()
        ('Ana', True)
        """
        return msgspec.convert(dict(document or {}), cls)

    def to_document(self) -> dict[str, Any]:
        """Return the document that :meth:`of` reads."""
        return structs.asdict(self)

    def is_muted(self, today: date | None) -> bool:
        """Return whether the finding is not told on ``today``; the day of ``mute_until`` itself tells it again.

        >>> said = Said(mute_until="2026-03-01")
        >>> said.is_muted(date(2026, 2, 28)), said.is_muted(date(2026, 3, 1)), said.is_muted(None)
        (True, False, False)
        """
        return bool(self.mute_until) and today is not None and today < date.fromisoformat(self.mute_until)


def changed(said: Said, title: str, given: Mapping[str, Any]) -> Said:
    """Return ``said`` with what is given (None: as it was; "": nothing); the day of ``mute_until`` is checked.

    >>> changed(Said(owner="Ana", known=True), "Repair hurts", {"note": "since May", "owner": None}).owner
    'Ana'
    """
    news = {
        name: value.strip() if isinstance(value, str) else value for name, value in given.items() if value is not None
    }
    if news.get("mute_until"):
        news["mute_until"] = day_of(news["mute_until"])
    return structs.replace(said, **news, **({"title": title} if title else {}))


def day_of(text: str) -> str:
    """Return a day as it is kept (ISO 8601); :class:`UsageError` for what is none.

    >>> day_of("2026-03-01")
    '2026-03-01'
    """
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError as error:
        raise UsageError(f"'{text[:40]}' is no day; write it as 2026-03-01.") from error


def with_said(found: Diagnosis, documents: Mapping[str, Mapping[str, Any]], today: date | None = None) -> Diagnosis:
    """Return the diagnosis with what people say of its findings; those muted on ``today`` stand in ``muted``, unranked.

    ``documents`` is what is kept, by id of the finding. Without ``today`` it is the day the diagnosis is asked for (its
    ``as_of``): the library has no clock. Muting changes no test: what is told stays one family with all the rest.
    """
    day = date.fromisoformat(found.as_of[:10]) if today is None and found.as_of else today
    each = [
        (_with(finding, said), said.is_muted(day)) for finding in found.findings for said in [_of(documents, finding)]
    ]
    told = [finding for finding, is_muted in each if not is_muted]
    muted = [structs.replace(finding, rank=0) for finding, is_muted in each if is_muted]
    ranked = [structs.replace(finding, rank=rank) for rank, finding in enumerate(told, 1)]
    return structs.replace(found, findings=tuple(ranked), muted=tuple(muted))


def _of(documents: Mapping[str, Mapping[str, Any]], finding: Finding) -> Said:
    return Said.of(documents.get(finding.id))


def _with(finding: Finding, said: Said) -> Finding:
    return structs.replace(
        finding,
        owner=said.owner or None,
        note=said.note or None,
        known=said.known,
        mute_until=said.mute_until or None,
    )
