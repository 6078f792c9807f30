"""The column types the company is computed in: one entry a row, no loop over rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Flags", "Floats", "Numbers", "Texts", "Times"]

#: Text of fixed width or Python strings, by what is quicker.
Texts = npt.NDArray[Any]
#: ``datetime64[s]`` wall-clock times; not-a-time where there is none.
Times = npt.NDArray[Any]
Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
