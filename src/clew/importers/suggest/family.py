"""What other exports of the same family write, where one file shows too little: its neighbours of the same header."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from clew.errors import ClewError
from clew.importers.readers.source import Source
from clew.importers.source import open_source
from clew.importers.suggest.profile import profile_columns, read_sample

__all__ = ["spellings_nearby"]

#: So many neighbours are looked into, none of them larger than so many bytes.
MOST, LARGEST = 100, 16 << 20


def spellings_nearby(source: Source, column: str, rows: int) -> Counter[str]:
    """Return how often each text of a column stands in the first ``rows`` rows of each neighbour of a file."""
    found: Counter[str] = Counter()
    for path in _neighbours(source.path):
        found += _texts(path, source.fingerprint, column, rows)
    return found


def _neighbours(path: Path) -> list[Path]:
    """Files beside a file whose names differ from its name in digits alone, as those of weeks and months do."""
    alike = [each for each in path.parent.iterdir() if _family(each) == _family(path) and each.name != path.name]
    return sorted(each for each in alike if each.is_file() and each.stat().st_size <= LARGEST)[:MOST]


def _family(path: Path) -> str:
    return re.sub(r"\d+", "0", path.name)


def _texts(path: Path, fingerprint: str, column: str, rows: int) -> Counter[str]:
    """Texts of a column in a neighbour; none where it has another header or cannot be read."""
    try:
        with open_source(path) as source:
            if source.fingerprint != fingerprint:
                return Counter()
            columns = profile_columns(read_sample(source, rows))
    except (ClewError, OSError):
        return Counter()
    return next(each.counts for each in columns if each.name == column)
