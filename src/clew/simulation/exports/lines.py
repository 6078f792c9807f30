"""Columns and constants glued to lines of text, without a loop over rows."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from clew.simulation.arrays import Texts

__all__ = ["joined"]


def joined(between: str, *columns: str | Texts) -> list[str]:
    """Return one text a row from columns and constants, ``between`` standing between them.

    >>> import numpy as np
    >>> joined(";", np.array(["a", "b"]), "x")
    ['a;x', 'b;x']
    """
    texts = [pa.scalar(each) if isinstance(each, str) else pa.array(each.tolist(), pa.string()) for each in columns]
    lines: list[str] = pc.binary_join_element_wise(*texts, between).to_pylist()
    return lines
