"""Which responses an address asks for: by way out, language, version, and when they began."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.http import QueryDict

from clew.surveys.results.returned import Returned
from clew_server.surveys.results.answers.beside import ALL, Group
from clew_server.surveys.results.reading import Sample

__all__ = ["Wanted", "chosen", "wanted_of"]


@dataclass(frozen=True)
class Wanted:
    """The filters that are set; ``start`` and ``end`` are days of the workspace's zone, both included."""

    way: str = ""
    language: str = ""
    version: int | None = None
    start: date | None = None
    end: date | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing is filtered."""
        return self == Wanted()

    @property
    def is_by_way(self) -> bool:
        """Whether nothing is filtered but the way, by which it is known who was asked."""
        return self == Wanted(way=self.way)

    @property
    def group(self) -> Group:
        """Which group is asked for where one filter is taken at a time."""
        given = (("way", self.way), ("language", self.language), ("version", self.version))
        return next((group for group in given if group[1]), ALL)


def wanted_of(query: QueryDict, sample: Sample, *, is_guarded: bool) -> Wanted:
    """Return what the query asks for; what cannot be is left out.

    Where small groups are hidden there is one filter at a time and none by day: several would tell people apart.
    """
    way, language, version = query.get("way", ""), query.get("language", ""), query.get("version", "")
    given = {
        "way": way if way in sample.ways else "",
        "language": language if language in sample.held.languages else "",
        "version": int(version) if version.isdecimal() and int(version) in sample.versions else None,
        "start": _day(query.get("from", "")),
        "end": _day(query.get("to", "")),
    }
    if is_guarded:
        first = next((name for name in ("version", "way", "language") if given[name]), None)
        given = {first: given[first]} if first else {}
    return Wanted(**given)  # type: ignore[arg-type]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def chosen(came: Sequence[Returned], wanted: Wanted, zone: str) -> list[Returned]:
    """Return the responses that are asked for."""
    if wanted.is_all:
        return list(came)
    return [one for one in came if _is_wanted(one, wanted, ZoneInfo(zone))]


def _is_wanted(one: Returned, wanted: Wanted, zone: ZoneInfo) -> bool:
    if wanted.way and one.way != wanted.way:
        return False
    if wanted.language and one.language != wanted.language:
        return False
    if wanted.version is not None and one.version != wanted.version:
        return False
    began = one.began_at.astimezone(zone).date() if one.began_at else None
    if began is None:
        return wanted.start is None and wanted.end is None
    return (wanted.start is None or began >= wanted.start) and (wanted.end is None or began <= wanted.end)


def choices_of(sample: Sample) -> Mapping[str, list[str]]:
    """Return what can be chosen: ways and languages of responses, versions that were answered."""
    return {
        "way": [way for way in sample.ways if way in sample.held.ways],
        "language": sorted(filter(None, sample.held.languages)),
        "version": [str(number) for number in sorted(sample.held.versions)],
    }
