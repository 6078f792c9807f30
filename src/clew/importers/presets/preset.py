"""What a preset is: the signs of a tool's export, and the blocks that its columns become."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clew.importers.readers.source import Source
from clew.importers.suggest.columns import Sheet
from clew.importers.suggest.draft import Draft, Line
from clew.importers.suggest.words import plain_name

__all__ = ["Block", "Form", "Header", "Preset"]

#: How sure a preset is of what the tool's own documentation says, and of what people usually mean.
DOCUMENTED, USUAL = 0.95, 0.8


@dataclass
class Header:
    """The columns of a source, asked for by any of the names that versions of a tool give them."""

    source: Source
    by_plain: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.by_plain = {}
        for name in self.source.columns:
            self.by_plain.setdefault(plain_name(name), name)

    def column(self, names: str) -> str | None:
        """Return the column that bears the first of ``a|b|c`` that is there, whatever its case, accents and signs."""
        found = (self.by_plain.get(plain_name(name)) for name in names.split("|"))
        return next((name for name in found if name is not None), None)

    def has(self, *names: str) -> bool:
        """Return whether each of the columns is there, by one of its names."""
        return all(self.column(each) is not None for each in names)


@dataclass
class Form(Header):
    """A source as a preset reads it: its header and a sample of its rows."""

    sheet: Sheet

    def values(self, names: str) -> list[str]:
        """Return the distinct texts of a column, the most frequent first; none where it is not there."""
        column = self.column(names)
        return [text for text, _ in self.sheet.by_name(column).counts.most_common()] if column else []

    def is_full(self, names: str) -> bool:
        """Return whether a column is there and no cell of the sample is blank."""
        column = self.column(names)
        return column is not None and self.sheet.by_name(column).is_full

    def spelled(self, names: str, meaning: Mapping[str, str]) -> dict[str, str]:
        """Return what a column writes and what is meant by it; ``meaning`` knows words in plain spelling."""
        known = {plain_name(word): meant for words, meant in meaning.items() for word in words.split("|")}
        return {text: known[plain_name(text)] for text in self.values(names) if plain_name(text) in known}


@dataclass
class Block:
    """A block in the making: lines for the columns that are there, nothing for the others."""

    form: Form
    table: str
    why: str
    draft: Draft = field(init=False)

    def __post_init__(self) -> None:
        self.draft = Draft(self.table, DOCUMENTED, self.why)

    def read(self, why: str = "", **names: str) -> Block:
        """Read canonical columns from the first of ``a|b|c`` that is there."""
        for canonical, spellings in names.items():
            column = self.form.column(spellings)
            if column is not None and not self.draft.has("columns", canonical):
                self.draft.add("columns", canonical, column, DOCUMENTED, why)
        return self

    def say(self, why: str = "", **constants: str) -> Block:
        """Write constants."""
        for canonical, value in constants.items():
            self.draft.add("constants", canonical, value, USUAL, why)
        return self

    def put(self, section: str, key: str, value: Any, why: str = "", sure: float = DOCUMENTED) -> Block:
        """Write any line, unless its value is empty."""
        if value not in ({}, [], "", None):
            self.draft.add(section, key, value, sure, why)
        return self

    def key(self, *parts: str, why: str = "") -> Block:
        """Make the id of columns, each by the first of its names that is there, and of constants (``=x``)."""
        found = [part if part.startswith("=") else self.form.column(part) for part in parts]
        return self.put("", "key", [part for part in found if part], why)

    def version(self, names: str, why: str = "") -> Block:
        """Say which column tells when a row was true."""
        return self.put("", "version_at", self.form.column(names), why)

    def later(self, canonical: str, time: str, names: str, unit: str, why: str = "") -> Block:
        """Tell a time by how long it took, where the column is there and the time is read."""
        column = self.form.column(names)
        if column and self.draft.has("columns", time) and not self.draft.has("columns", canonical):
            self.put("after", canonical, {"time": time, "column": column, "unit": unit}, why)
        return self

    def keep(self, names: Sequence[str], why: str = "", **renamed: str) -> Block:
        """Keep columns beside the fields: under their own names, and under names given."""
        listed = [column for each in names if (column := self.form.column(each))]
        self.put("properties", "columns", list(dict.fromkeys(listed)), why)
        for name, spellings in renamed.items():
            self.put("properties", name, self.form.column(spellings))
        return self

    def note(self, sentence: str) -> Block:
        """Say something above the sections."""
        self.draft.notes.append(sentence)
        return self


@dataclass(frozen=True)
class Preset:
    """One tool's export. ``signs``: columns that must all be there, each by any of ``a|b|c``.

    ``is_like`` may look closer; ``blocks`` makes the drafts; ``keep`` and ``drop`` are the direct identifiers in it.
    With ``filled`` the usual suggestion completes the blocks by what it knows of names and values.
    """

    name: str
    title: str
    signs: tuple[str, ...]
    blocks: Callable[[Form], list[Draft]]
    formats: tuple[str, ...] = ()
    keep: Mapping[str, str] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    is_like: Callable[[Header], bool] | None = None
    filled: bool = False
    remarks: tuple[str, ...] = ()

    def fits(self, header: Header) -> bool:
        """Return whether a file is an export of this tool."""
        right = not self.formats or header.source.format in self.formats
        return right and header.has(*self.signs) and (self.is_like is None or self.is_like(header))

    def private(self, form: Form) -> list[Line]:
        """Return what is to be kept apart and what is not to be stored."""
        kept = {kind: column for kind, names in self.keep.items() if (column := form.column(names))}
        dropped = [column for names in self.drop if (column := form.column(names)) and column not in kept.values()]
        lines = []
        if kept:
            lines.append(
                Line("keep", kept, DOCUMENTED, "direct identifiers: kept apart from the tables, they join sources")
            )
        if dropped:
            why = "names, addresses and places of people: not needed to measure anything, so not stored"
            lines.append(Line("drop", list(dict.fromkeys(dropped)), DOCUMENTED, why))
        return lines
