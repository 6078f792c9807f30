"""Paths written by hand, in the shape in which the room keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest

from clew.journeys.telling.told import SECOND

Path = Sequence[tuple[str, float]]


@dataclass
class Written:
    """A stand-in for the paths that are read from the lake."""

    names: tuple[str, ...]
    name: np.ndarray
    at: np.ndarray
    starts: np.ndarray
    path: np.ndarray
    keys: pa.StringArray
    unfinished: np.ndarray
    owners: pa.StringArray

    @property
    def clock(self) -> np.ndarray:
        return self.at

    def customers(self) -> pa.StringArray:
        return self.owners


def write(
    paths: Sequence[str | Path],
    *,
    customers: Sequence[str | None] | None = None,
    unfinished: Iterable[int] = (),
) -> Written:
    """Return paths from texts of one letter a contact, an hour apart, or from lists of (name, hour)."""
    given = [[(name, hour) for hour, name in enumerate(path)] if isinstance(path, str) else path for path in paths]
    given = [path for path in given if path]
    names = sorted({name for path in given for name, _ in path})
    lengths = [len(path) for path in given]
    keys = pa.array([f"c{number}" for number in range(len(given))], pa.string())
    return Written(
        names=tuple(names),
        name=np.array([names.index(name) for path in given for name, _ in path], np.uint16),
        at=np.array([hour * 3600 * SECOND for path in given for _, hour in path], np.int64),
        starts=np.cumsum([0, *lengths]),
        path=np.repeat(np.arange(len(given), dtype=np.int32), lengths),
        keys=keys,
        unfinished=np.isin(np.arange(len(given)), list(unfinished)),
        owners=keys if customers is None else pa.array(customers, pa.string()),
    )


@pytest.fixture(scope="session")
def written() -> Callable[..., Written]:
    """The function that writes paths."""
    return write
