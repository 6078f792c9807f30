"""What changed between the header a mapping was made for and the header that came: explained, not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from clew.importers.mapping.model import Mapping

__all__ = ["explain_drift"]


def explain_drift(mapping: Mapping, columns: Sequence[str]) -> list[str]:
    """Return one sentence for each column the mapping needs and the header lacks, with the likely new name.

    Columns that nothing needs are named after them; no sentence means that the mapping fits.

    >>> from clew.importers.mapping.model import TableMapping
    >>> mapping = Mapping((TableMapping("feedback", columns={"rating": "Score"}),))
    >>> explain_drift(mapping, ["score_", "id"])[0]
    "The mapping needs the column 'Score', which is gone; it may now be called 'score_'."
    """
    used = [column for column in mapping.columns_used if column not in mapping.private.drop]
    new = [column for column in columns if column not in used]
    gone = [column for column in used if column not in columns]
    sentences = [_sentence(column, new) for column in gone]
    if sentences and new:
        sentences.append(f"Columns the mapping does not use: {', '.join(new)}.")
    return sentences


def _sentence(column: str, new: list[str]) -> str:
    """What to say of one column that is gone."""
    spelled = {name.casefold(): name for name in new}
    near = get_close_matches(column.casefold(), spelled, n=1, cutoff=0.6)
    guess = f"; it may now be called '{spelled[near[0]]}'" if near else ""
    return f"The mapping needs the column '{column}', which is gone{guess}."
