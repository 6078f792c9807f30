"""The shape of a mapping file (TOML, format 1), section by section: the published JSON Schema is made from it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

__all__ = ["BlockFile", "MappingFile"]

#: TOML dates and times are turned into ISO text before the shape is checked.
Scalar = str | int | float | bool
Names = str | list[str]
State = Literal["missing", "not_asked", "not_applicable", "not_experienced"]
Texts = list[str | int | float]
Missing = Texts | dict[State, Texts]
Metric = Literal["nps", "csat", "ces", "rating", "choice", "text"]


class _Strict(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A section in which an unknown key is an error."""


class NumbersFile(_Strict):
    """How numbers are written."""

    decimal: Literal[".", ","] = "."
    thousands: str = ""


class ScaleFile(_Strict):
    """Lowest and highest rating, and whether the scale runs the other way."""

    min: float | None = None
    max: float | None = None
    reverse: bool = False


class AnswerFile(_Strict):
    """One column of a wide survey."""

    touchpoint: str = ""
    question: str = ""
    metric: Metric | None = None
    into: Literal["rating", "choice", "verbatim"] | None = None
    scale: Annotated[list[float], msgspec.Meta(min_length=2, max_length=2)] | None = None
    reverse: bool | None = None
    missing: Missing | None = None


class UnpivotFile(_Strict):
    """The columns of a wide survey; the other keys hold for those that do not say their own."""

    columns: dict[str, str | AnswerFile]
    metric: Metric | None = None
    into: Literal["rating", "choice", "verbatim"] | None = None
    scale: Annotated[list[float], msgspec.Meta(min_length=2, max_length=2)] | None = None
    reverse: bool = False
    missing: Missing | None = None


class JoinFile(_Strict):
    """The table to fetch a column from, and the id both tables have."""

    table: str
    by: str


class AfterFile(_Strict):
    """A time of the row, and the column that says how much later; ``clock`` is h:mm:ss or m:ss."""

    time: str
    column: str
    unit: Literal["seconds", "minutes", "hours", "days", "clock"] = "seconds"


class NotFile(_Strict):
    """None of these values."""

    none_of: str | int | list[str | int] = msgspec.field(name="not")


class PrivateFile(_Strict):
    """Columns never to store, to store hashed, or to keep apart as direct identifiers."""

    drop: list[str] = []
    hash: list[str] = []
    keep: dict[Literal["email", "phone", "name"], str] = {}
    region: str = ""


class ColumnDates(_Strict):
    """Formats and zone of one column; ``end_of_day``: a bare date means the last moment of that day."""

    formats: Names = []
    zone: str = ""
    end_of_day: bool = False


class Sections(_Strict):
    """The sections a block may have; above ``[[table]]`` blocks, those marked shared hold for every block."""

    key: Names = []
    version_at: Names = ""
    columns: dict[str, Names] = {}
    constants: dict[str, Scalar] = {}
    missing: dict[str, Missing] = {}
    values: dict[str, dict[str, Scalar]] = {}
    dates: dict[str, Names | ColumnDates] = {}
    numbers: NumbersFile | None = None
    scale: ScaleFile | None = None
    unpivot: UnpivotFile | None = None
    properties: Names | dict[str, str | list[str]] = []
    join: dict[str, JoinFile] = {}
    where: dict[str, str | int | list[str | int] | NotFile] = {}
    changes: list[str] | dict[str, str] = []
    after: dict[str, AfterFile] = {}


class BlockFile(Sections, kw_only=True):
    """One ``[[table]]`` block."""

    table: str
    private: PrivateFile | None = None


class MappingFile(Sections, kw_only=True):
    """A whole mapping file: ``format = 1`` and one table, or several ``[[table]]`` blocks."""

    format: Literal[1]
    table: str | list[BlockFile]
    private: PrivateFile | None = None
