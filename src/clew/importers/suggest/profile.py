"""What a sample says of each column: how full, how many different values, numbers, texts, times, addresses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa

from clew.importers.mapping.model import Numbers
from clew.importers.raw import LINE, ROW
from clew.importers.readers.source import Source
from clew.importers.rows.identifiers import normalise
from clew.importers.suggest.timing import Timing, guess_timing
from clew.importers.suggest.words import MISSING_WORDS, plain_name
from clew.importers.values.cells import clean_texts
from clew.importers.values.numbers import parse_numbers

__all__ = ["Profile", "profile_columns", "read_sample"]

MOST_LOOKED_AT = 400
#: Ways to write numbers, the plain one first.
NOTATIONS = (Numbers(), Numbers(","), Numbers(",", " "), Numbers(",", "."), Numbers(".", ","), Numbers(".", " "))
MOSTLY = 0.9
UNIQUE = 0.995
FEW = 60
#: A category of a small sample has fewer values than this share of its cells.
REPEATING = 0.6


@dataclass
class Profile:
    """One column of the sample."""

    name: str
    texts: pa.Array
    counts: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        self.counts = Counter(self.texts.drop_null().to_pylist())

    @property
    def filled(self) -> int:
        """Number of cells that are not blank."""
        return self.counts.total()

    @property
    def is_full(self) -> bool:
        """Whether there are cells and none is blank."""
        return bool(self.filled) and not self.texts.null_count

    @property
    def blank_share(self) -> float:
        """Share of blank cells."""
        return float(self.texts.null_count / max(len(self.texts), 1))

    @cached_property
    def codes(self) -> dict[str, str]:
        """Texts that say there is no answer, to why."""
        return {text: MISSING_WORDS[_plain_text(text)] for text in self.counts if _plain_text(text) in MISSING_WORDS}

    @cached_property
    def notation(self) -> Numbers:
        """How the column writes numbers: the first notation that reads the most of its values."""
        sample = pa.array(self.some, pa.string())
        return max(NOTATIONS, key=lambda how: len(sample) - parse_numbers(sample, how).null_count)

    @cached_property
    def numbers(self) -> Counter[float]:
        """Numbers in the column and how often each."""
        texts = list(self.counts)
        values = parse_numbers(pa.array(texts, pa.string()), self.notation).to_pylist()
        found: Counter[float] = Counter()
        for text, value in zip(texts, values, strict=True):
            if value is not None:
                found[value] += self.counts[text]
        return found

    @property
    def is_numeric(self) -> bool:
        """Whether nearly all cells are numbers, codes for no answer apart."""
        rest = self.filled - sum(self.counts[text] for text in self.codes)
        return rest > 0 and self.numbers.total() >= MOSTLY * rest

    @property
    def is_bare_numeric(self) -> bool:
        """Whether the cells are numbers without a word beside them, codes for no answer apart."""
        return self.is_numeric and not any(
            map(str.isalpha, "".join(text for text in self.some if text not in self.codes))
        )

    @property
    def is_unique(self) -> bool:
        """Whether the column could tell rows apart: full, and nothing twice (a repeated line apart)."""
        return bool(self.filled) and not self.texts.null_count and len(self.counts) >= UNIQUE * self.filled

    @property
    def is_category(self) -> bool:
        """Whether the column repeats few values."""
        return 1 <= len(self.counts) <= min(FEW, max(2, int(REPEATING * self.filled)))

    @property
    def is_prose(self) -> bool:
        """Whether the column holds sentences."""
        words = sum(len(text.split()) * count for text, count in self.counts.items())
        return self.filled > 0 and words / self.filled >= 3 and not self.is_numeric  # noqa: PLR2004 - three words

    @cached_property
    def timing(self) -> Timing | None:
        """How the column writes times, if it does."""
        return guess_timing(self.name, self.some)

    @property
    def some(self) -> list[str]:
        """Distinct texts, as many as are worth a look."""
        return list(self.counts)[:MOST_LOOKED_AT]

    def share(self, kind: str) -> float:
        """Share of distinct texts that are identifiers of a kind (a phone without a country code counts)."""
        region = "PL" if kind == "phone" else ""
        fine = [text for text in self.some if normalise(kind, text, region) and (kind != "phone" or _many_digits(text))]
        return len(fine) / len(self.some) if self.some else 0.0


def read_sample(source: Source, rows: int) -> pa.Table:
    """Return the first rows of a source."""
    batches = []
    left = rows
    for batch in source.batches():
        batches.append(batch.rows.slice(0, left))
        left -= batches[-1].num_rows
        if left <= 0:
            break
    empty = pa.table({name: pa.array([], pa.string()) for name in source.columns})
    return pa.Table.from_batches(batches) if batches else empty


def profile_columns(sample: pa.Table) -> list[Profile]:
    """Return a profile of each of the source's own columns, in their order."""
    names = [name for name in sample.schema.names if name not in {ROW, LINE}]
    return [Profile(name, clean_texts(sample[name].combine_chunks())) for name in names]


def _plain_text(text: str) -> str:
    """A text as the words for no answer are spelled; signs alone stay as they are."""
    stripped = text.strip().casefold()
    return stripped if stripped in MISSING_WORDS else plain_name(text)


def _many_digits(text: str) -> bool:
    """Whether a text has the digits of a telephone number and signs people put between them."""
    digits = sum(letter.isdigit() for letter in text)
    return 9 <= digits <= 15 and (text.startswith("+") or " " in text or "-" in text or digits <= 11)  # noqa: PLR2004 - E.164
