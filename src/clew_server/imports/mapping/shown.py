"""What the form of a mapping shows: blocks, columns with what they become, choices in groups, problems in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from clew.importers.mapping import Problem
from clew.tables import TABLES, Column
from clew_server.imports.mapping.form import ANSWER, KEY_PARTS, PROPERTY, privacy_of, source_names

__all__ = ["METRICS", "PRIVACY", "Block", "Group", "Row", "blocks_of"]

Document = dict[str, Any]
#: Columns beyond these are edited as TOML: a form of thousands of choices helps nobody.
MOST_COLUMNS = 200
#: Empty lines to add to.
SPARE = 2
METRICS = ("nps", "csat", "ces", "rating", "choice", "text")
STATES = (
    ("missing", gettext_lazy("no answer")),
    ("not_asked", gettext_lazy("was not asked")),
    ("not_applicable", gettext_lazy("does not apply")),
    ("not_experienced", gettext_lazy("was not experienced")),
)
PRIVACY = (
    ("", gettext_lazy("as it is")),
    ("drop", gettext_lazy("never stored")),
    ("hash", gettext_lazy("stored as a hash")),
    ("email", gettext_lazy("e-mail, kept apart")),
    ("phone", gettext_lazy("phone, kept apart")),
    ("name", gettext_lazy("name, kept apart")),
)


@dataclass(frozen=True)
class Group:
    """Choices under one heading."""

    label: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Row:
    """One column of the file in one block."""

    index: int
    name: str
    text: str
    examples: tuple[str, ...]
    becomes: tuple[str, ...]
    answer: Document
    privacy: str
    problems: tuple[str, ...]
    is_new: bool

    @property
    def is_used(self) -> bool:
        """Whether anything is made of it."""
        return bool(self.becomes[0])


@dataclass(frozen=True)
class Block:
    """One table that the file fills."""

    at: int
    table: str
    groups: tuple[Group, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    not_shown: int
    takes_answers: bool
    takes_properties: bool
    rest: bool
    key: tuple[str, ...]
    key_choices: tuple[str, ...]
    constants: tuple[tuple[str, Any], ...]
    missing: tuple[tuple[str, str, str], ...]
    values: tuple[tuple[str, str, Any], ...]
    formats: str
    zone: str
    decimal: str
    thousands: str
    scale: Document
    problems: tuple[str, ...]
    beyond: tuple[str, ...]

    @property
    def used(self) -> list[Row]:
        """Columns of which something is made."""
        return [row for row in self.rows if row.is_used]

    @property
    def unused(self) -> list[Row]:
        """Columns that this table does not take."""
        return [row for row in self.rows if not row.is_used]


def blocks_of(document: Document, found: Document, problems: Sequence[Problem]) -> list[Block]:
    """Return the blocks of a draft as the form shows them."""
    names = source_names(document, found.get("columns", ()))
    return [_block(at, block, document, found, names, problems) for at, block in enumerate(document.get("table", ()))]


def _block(
    at: int, block: Document, document: Document, found: Document, names: Sequence[str], problems: Sequence[Problem]
) -> Block:
    table = TABLES.get(block.get("table", ""))
    columns = table.columns if table else ()
    mine = [one for one in problems if one.key.startswith(f"table[{at}]")]
    become = _becoming(block)
    order = [name for name in names if become.get(name)] + [name for name in names if not become.get(name)]
    rows = [_row(names.index(name), name, become.get(name, []), block, document, found, mine) for name in order]
    in_place = {text for row in rows for text in row.problems}
    dates = block.get("dates", {})
    formats = dates.get("formats", [])
    key = block.get("key", [])
    own = {column.name for column in columns}
    return Block(
        at=at, table=block.get("table", ""), groups=_groups(table.name) if table else (), columns=columns,
        rows=tuple(rows[:MOST_COLUMNS]), not_shown=max(len(rows) - MOST_COLUMNS, 0),
        takes_answers="metric" in own, takes_properties=bool(own & {"properties", "traits"}),
        rest="*" in block.get("properties", {}).get("columns", ()),
        key=(*key, *[""] * max(KEY_PARTS - len(key), 1)),
        key_choices=tuple(dict.fromkeys([*(part for part in key if part), *names])),
        constants=(*block.get("constants", {}).items(), *[("", "")] * SPARE),
        missing=(*_missing(block.get("missing", {})), *[("", "", "")] * SPARE),
        values=(
            *((name, text, means) for name, said in block.get("values", {}).items() for text, means in said.items()),
            *[("", "", "")] * SPARE,
        ),
        formats=formats if isinstance(formats, str) else "\n".join(formats), zone=dates.get("zone", ""),
        decimal=block.get("numbers", {}).get("decimal", "."), thousands=block.get("numbers", {}).get("thousands", ""),
        scale=block.get("scale", {}), problems=tuple(one.message for one in mine if one.message not in in_place),
        beyond=tuple(name for name in ("where", "changes", "after", "join", "version_at") if name in block),
    )  # fmt: skip


def _row(
    index: int, name: str, become: list[str], block: Document, document: Document, found: Document,
    problems: Sequence[Problem],
) -> Row:  # fmt: skip
    answer = block.get("unpivot", {}).get("columns", {}).get(name, {})
    keys = {f"columns.{to}" for to in become} | {f"unpivot.columns.{name}", f"properties.{name}"}
    said = tuple(one.message for one in problems if one.key.partition("].")[2] in keys)
    scale = answer.get("scale") or ["", ""] if isinstance(answer, dict) else ["", ""]
    told = answer if isinstance(answer, dict) else {"metric": answer}
    return Row(
        index, name, found.get("texts", {}).get(name, ""), tuple(found.get("examples", {}).get(name, ())),
        tuple(become) or ("",), {**told, "min": scale[0], "max": scale[1]}, privacy_of(document, name), said,
        name in found.get("drift", {}).get("new", ()),
    )  # fmt: skip


def _becoming(block: Document) -> dict[str, list[str]]:
    """What each source column becomes."""
    found: dict[str, list[str]] = {}
    for to, name in block.get("columns", {}).items():
        if isinstance(name, str):
            found.setdefault(name, []).append(to)
    for name in block.get("unpivot", {}).get("columns", {}):
        found.setdefault(name, []).append(ANSWER)
    properties = block.get("properties", {})
    kept = [*properties.get("columns", ()), *(name for key, name in properties.items() if key != "columns")]
    for name in kept:
        if name != "*":
            found.setdefault(name, []).append(PROPERTY)
    return found


def _missing(section: Document) -> list[tuple[str, str, str]]:
    return [
        (column, str(text), state)
        for column, said in section.items()
        for state, texts in ((said if isinstance(said, dict) else {"missing": said}).items())
        for text in texts
    ]


@cache
def _sorts(table: str) -> dict[str, tuple[Column, ...]]:
    columns = TABLES[table].columns
    of: dict[str, list[Column]] = {"who": [], "when": [], "what": [], "where": []}
    for column in columns:
        if column.name.endswith("_id"):
            of["who"].append(column)
        elif column.type == "time":
            of["when"].append(column)
        elif column.name in _WHERE:
            of["where"].append(column)
        else:
            of["what"].append(column)
    return {name: tuple(found) for name, found in of.items() if found}


_WHERE = frozenset({
    "touchpoint", "channel", "queue", "team", "location", "product", "device", "country", "brand", "employee", "group",
    "actor",
})  # fmt: skip


def _groups(table: str) -> tuple[Group, ...]:
    labels = {
        "who": gettext("Who, and of which row"),
        "when": gettext("When"),
        "what": gettext("What"),
        "where": gettext("Where, and about what"),
    }
    return tuple(Group(labels[name], columns) for name, columns in _sorts(table).items())
