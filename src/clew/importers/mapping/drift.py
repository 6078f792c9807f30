"""What changed between the header a mapping was made for and the header that came: explained, not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import Any

from clew.importers.mapping.model import Mapping
from clew.importers.values.json_path import outer_column

__all__ = ["Drift", "Renamed", "explain_drift", "header_drift"]

#: Names that are this much alike may be one column.
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Renamed:
    """A column that is gone and a new one it may now be called, and how much alike the names are (0 to 1)."""

    before: str
    after: str
    alike: float


@dataclass(frozen=True, slots=True)
class Drift:
    """How a header differs from an earlier one. A column that was likely renamed is in ``gone`` and ``new`` as well.

    ``needed`` are the gone columns that the mapping reads: where there are none the mapping still fits.
    """

    gone: tuple[str, ...]
    new: tuple[str, ...]
    renamed: tuple[Renamed, ...]
    reordered: bool
    needed: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether the mapping can read the new header."""
        return not self.needed

    def to_document(self) -> dict[str, Any]:
        """Return the drift as plain data, for a page.

        >>> header_drift(["a"], ["a"]).to_document()["fits"]
        True
        """
        plain = asdict(self)
        lists = {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}
        return {"fits": self.fits, **lists}


def header_drift(before: Sequence[str], after: Sequence[str], mapping: Mapping | None = None) -> Drift:
    """Return how the header ``after`` differs from ``before``; ``mapping`` says which columns are needed.

    >>> header_drift(["id", "Score", "old"], ["Score (0-10)", "id"]).renamed[0]
    Renamed(before='Score', after='Score (0-10)', alike=0.59)
    >>> header_drift(["a", "b"], ["b", "a"]).reordered
    True
    """
    gone = tuple(column for column in before if column not in after)
    new = tuple(column for column in after if column not in before)
    kept = [column for column in before if column in after]
    reordered = kept != [column for column in after if column in before]
    lacking = _lacking(mapping, after) if mapping else []
    renamed = _renamed(list(dict.fromkeys([*gone, *map(outer_column, lacking)])), new)
    said = explain_drift(mapping, after) if mapping else []
    sentences = (*said, *_told(gone, new, reordered=reordered, fits=not lacking, read=bool(said)))
    return Drift(gone, new, renamed, reordered, tuple(lacking), sentences)


def explain_drift(mapping: Mapping, columns: Sequence[str]) -> list[str]:
    """Return one sentence for each column the mapping needs and the header lacks, with the likely new name.

    Columns that nothing needs are named after them; no sentence means that the mapping fits.

    >>> from clew.importers.mapping.model import TableMapping
    >>> mapping = Mapping((TableMapping("feedback", columns={"rating": "Score"}),))
    >>> explain_drift(mapping, ["score_", "id"])[0]
    "The mapping needs the column 'Score', which is gone; it may now be called 'score_'."
    """
    used = {outer_column(column) for column in _used(mapping)} | set(_used(mapping))
    new = [column for column in columns if column not in used]
    sentences = [_sentence(column, new) for column in _lacking(mapping, columns)]
    if sentences and new:
        sentences.append(f"Columns the mapping does not use: {', '.join(new)}.")
    return sentences


def _used(mapping: Mapping) -> list[str]:
    return [column for column in mapping.columns_used if column not in mapping.private.drop]


def _lacking(mapping: Mapping, columns: Sequence[str]) -> list[str]:
    """Columns the mapping reads and the header lacks."""
    return [column for column in _used(mapping) if column not in columns and outer_column(column) not in columns]


def _renamed(gone: Sequence[str], new: Sequence[str]) -> tuple[Renamed, ...]:
    """Pairs of names that are much alike, the likest first, each name in one pair."""
    pairs = sorted(
        ((_alike(old, name), old, name) for old in gone for name in new), key=lambda pair: (-pair[0], pair[1:])
    )
    found: list[Renamed] = []
    for alike, old, name in pairs:
        free = all(old != pair.before and name != pair.after for pair in found)
        if free and (alike >= ALIKE or old.casefold() in name.casefold() or name.casefold() in old.casefold()):
            found.append(Renamed(old, name, round(alike, 2)))
    return tuple(found)


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()


def _told(gone: Sequence[str], new: Sequence[str], *, reordered: bool, fits: bool, read: bool) -> list[str]:
    """What to say beside what the mapping lacks."""
    if read or not (gone or new or reordered):
        return []
    changes = [f"{word}: {', '.join(names)}." for word, names in (("Gone", gone), ("New", new)) if names]
    return [*(changes or ["The order of the columns changed."]), *(["The mapping would still fit."] if fits else [])]


def _sentence(column: str, new: list[str]) -> str:
    """What to say of one column that is gone."""
    spelled = {name.casefold(): name for name in new}
    near = get_close_matches(column.casefold(), spelled, n=1, cutoff=ALIKE)
    guess = f"; it may now be called '{spelled[near[0]]}'" if near else ""
    return f"The mapping needs the column '{column}', which is gone{guess}."
