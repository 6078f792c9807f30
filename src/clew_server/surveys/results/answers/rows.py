"""Rows of responses, worked out as results see them; what many of them have alike is one object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec

from clew.surveys import Survey as Asked
from clew.surveys.results.returned import Returned, returned
from clew.surveys.running import Answer
from clew_server.surveys.models import Participant

__all__ = ["CHUNK", "FIELDS", "Whose", "Worked", "worked_out"]

FIELDS = (
    "id", "revision", "version", "language", "answers", "fields", "about", "distribution_id", "participant", "seconds",
    "flags", "began_at", "changed_at", "finished_at", "by_click", "state", "lot",
)  # fmt: skip
#: So many at a time; no database takes more values in one question.
CHUNK = 500
#: So many different answers without words are held as one object each.
ALIKE = 20_000
_alike: dict[bytes, Answer] = {}


@dataclass(frozen=True)
class Whose:
    """Of what survey rows are: each version's questions by its number, and which ways are open to everybody."""

    versions: Mapping[int, Asked]
    public: frozenset[UUID]
    is_anonymous: bool


@dataclass(frozen=True, slots=True)
class Worked:
    """A response with the revision and the lot of its row, and when that was written."""

    one: Returned
    revision: int
    lot: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class _Invited:
    """What is known of how somebody was asked."""

    probability: float = 1.0
    asked_at: datetime | None = None


def worked_out(rows: Iterable[Mapping[str, Any]], whose: Whose) -> Iterator[Worked]:
    """Yield the responses of rows with :data:`FIELDS`; none of a version that is not known (yet)."""
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        invited = _invited(chunk)
        for row in chunk:
            if row["version"] in whose.versions:
                one = _returned(row, whose, invited.get(row["participant"], _Invited()))
                yield Worked(one, row["revision"], row["lot"], row["changed_at"])


def _invited(rows: list[Mapping[str, Any]]) -> dict[UUID, _Invited]:
    people = [row["participant"] for row in rows if row["participant"] is not None]
    if not people:
        return {}
    found = Participant.objects.filter(id__in=people).values_list("id", "probability", "asked_at")
    return {key: _Invited(probability, asked_at) for key, probability, asked_at in found}


def _returned(row: Mapping[str, Any], whose: Whose, invited: _Invited) -> Returned:
    return returned(
        whose.versions[row["version"]],
        {name: _answer(plain) for name, plain in row["answers"].items()},
        row["fields"],
        key=str(row["id"]),
        version=row["version"],
        is_clicked=row["by_click"],
        is_open=row["state"] != "finished",
        language=row["language"],
        way=str(row["distribution_id"] or ""),
        unit=str(row["about"].get("customer_id") or ""),
        weight=1 / invited.probability if 0 < invited.probability < 1 else 1.0,
        seconds={name: float(took) for name, took in row["seconds"].items()},
        flags=tuple(row["flags"]),
        began_at=row["began_at"],
        finished_at=row["finished_at"],
        waited=(row["began_at"] - invited.asked_at).total_seconds() if invited.asked_at else None,
        is_public=row["distribution_id"] in whose.public,
        is_rough=whose.is_anonymous,
    )


def _answer(plain: Mapping[str, Any]) -> Answer:
    """Return an answer; one without words is the same object for all who gave it."""
    if plain.get("words"):
        return msgspec.convert(plain, Answer)
    key = msgspec.json.encode(plain)
    found = _alike.get(key)
    if found is None:
        if len(_alike) >= ALIKE:
            _alike.clear()
        found = _alike[key] = msgspec.convert(plain, Answer)
    return found
