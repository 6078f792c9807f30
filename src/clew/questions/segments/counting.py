"""How many customers are in segments, also in such as nobody keeps yet."""

from __future__ import annotations

from collections.abc import Mapping

from clew.questions.gathering.lake import Engine, Lake, Reader
from clew.questions.segments.members import Told
from clew.questions.segments.segment import Segment

__all__ = ["count_members"]


def count_members(lake: Lake, engine: Engine, segments: Mapping[str, Segment]) -> dict[str, int]:
    """Return the number of customers of each of ``segments``, whatever the workspace keeps under those names.

    Raises:
        UsageError: the data lack what a condition asks for.
    """
    reader = Reader(lake, engine)
    settings = getattr(lake, "settings", None)
    zone = settings.zone if settings else "UTC"
    told = Told(reader, reader.tables(), {"rules": reader.rules}, zone)
    return {name: _count(reader, told.ids_of(segment)) for name, segment in segments.items()}


def _count(reader: Reader, ids: object) -> int:
    found = reader.read(ids.aggregate(n=ids.count())).to_pylist()  # type: ignore[attr-defined]
    return int(found[0]["n"])
