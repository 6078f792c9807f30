"""Rows by the million, for benchmarks: feedback as it stands in a lake, and a CSV file as a tool would export it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from clew.simulation.arrays import Flags, Numbers
from clew.simulation.company import CHANNELS, NPS, TOUCHPOINTS
from clew.simulation.ratings import probabilities
from clew.tables import TABLES

__all__ = ["benchmark_feedback", "write_benchmark_csv", "write_benchmark_feedback"]

_ROWS_A_FILE = 1_000_000
_ROWS_A_CHUNK = 250_000
_CUSTOMERS = 2_000_000
_START = np.datetime64("2025-04-01", "us")
_SPAN = 548 * 86_400 * 1_000_000
_DAY = 86_400 * 1_000_000
_FEEDBACK = TABLES["feedback"].schema
_VERBATIMS = (
    "Works well, thank you.",
    "Za długo czekałam na linii.",
    "Totul a fost în regulă, mulțumesc.",
    "Долго ждал мастера.",
)


def benchmark_feedback(
    rows: int, rated: int, *, first: int = 0, last: int | None = None, seed: int = 1
) -> Iterator[pa.Table]:
    """Yield canonical feedback rows from ``first`` to before ``last`` (default: all ``rows``), a chunk at a time.

    The same bounds give the same rows; beyond ``rows`` time goes on.
    """
    for at in _chunks(first, rows if last is None else last):
        yield _feedback(np.random.Generator(np.random.PCG64([seed, int(at[0])])), at, rows, rated)


def write_benchmark_feedback(
    folder: Path, rows: int = 20_000_000, rated: int = 1_000_000, *, seed: int = 1
) -> list[Path]:
    """Return the Parquet files written: ``rows`` canonical feedback rows in order of time, ``rated`` with a rating.

    All rows are recommendation questions of one relationship survey; those without a rating are invitations that
    nobody answered (``answer_state`` *missing*). House columns are filled as the loader fills them. Memory is flat.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for first in range(0, rows, _ROWS_A_FILE):
        path = folder / f"feedback-{first // _ROWS_A_FILE:05d}.parquet"
        with pq.ParquetWriter(path, _FEEDBACK, compression="zstd") as writer:
            for chunk in benchmark_feedback(rows, rated, first=first, last=min(rows, first + _ROWS_A_FILE), seed=seed):
                writer.write_table(chunk)
        paths.append(path)
    return paths


def write_benchmark_csv(path: Path, rows: int = 5_000_000, *, seed: int = 1) -> Path:
    """Return ``path``, a CSV file of ``rows`` answers with canonical column names; times are UTC text."""
    names = [
        "feedback_id",
        "customer_id",
        "metric",
        "rating",
        "answered_at",
        "touchpoint",
        "channel",
        "language",
        "verbatim",
    ]
    schema = pa.schema([(name, pa.int64() if name == "rating" else pa.string()) for name in names])
    options = arrow_csv.WriteOptions(quoting_style="needed")
    with arrow_csv.CSVWriter(path, schema, write_options=options) as writer:
        for at in _chunks(0, rows):
            rng = np.random.Generator(np.random.PCG64([seed, int(at[0])]))
            columns = _answers(rng, at, rows, np.ones(len(at), dtype=bool))
            columns["rating"] = columns["rating"].cast(pa.int64())
            columns["answered_at"] = pc.cast(columns["answered_at"].cast(pa.timestamp("s"), safe=False), pa.string())
            writer.write_table(pa.table([columns[name] for name in names], schema=schema))
    return path


def _chunks(first: int, last: int) -> Iterator[Numbers]:
    """Yield row numbers from ``first`` to before ``last``, a chunk at a time."""
    for start in range(first, last, _ROWS_A_CHUNK):
        yield np.arange(start, min(last, start + _ROWS_A_CHUNK))


def _feedback(rng: np.random.Generator, at: Numbers, rows: int, rated: int) -> pa.Table:
    """Return a chunk of canonical rows; exactly ``rated`` of all rows have a rating, evenly spread."""
    given = (at + 1) * rated // rows > at * rated // rows
    columns = _answers(rng, at, rows, given) | _house(rng, at)
    size = len(at)
    arrays = [columns.get(field.name, pa.nulls(size, field.type)).cast(field.type) for field in _FEEDBACK]
    return pa.table(arrays, schema=_FEEDBACK)


def _answers(rng: np.random.Generator, at: Numbers, rows: int, given: Flags) -> dict[str, pa.Array]:
    """Return the columns of what was asked and answered."""
    size, silent = len(at), ~given
    asked = _START + (at.astype(np.float64) / rows * _SPAN).astype(np.int64).astype("timedelta64[us]")
    answered = asked + rng.integers(0, _DAY, size).astype("timedelta64[us]")
    rating = rng.choice(11, size=size, p=probabilities(NPS)).astype(np.float64)
    touchpoint, channel = rng.integers(len(TOUCHPOINTS), size=size), rng.integers(len(CHANNELS), size=size)
    verbatim = rng.integers(len(_VERBATIMS), size=size)
    return {
        "feedback_id": pc.binary_join_element_wise("f", pa.array(at).cast(pa.string()), ""),
        "customer_id": pc.binary_join_element_wise(
            "c", pa.array(rng.integers(_CUSTOMERS, size=size)).cast(pa.string()), ""
        ),
        "respondent": _constant("customer", size),
        "program": _constant("relationship", size),
        "kind": _constant("survey", size),
        "metric": _constant("nps", size),
        "scale_min": pa.array(np.zeros(size)),
        "scale_max": pa.array(np.full(size, 10.0)),
        "rating": pa.array(rating, mask=silent),
        "asked_at": pa.array(asked),
        "answered_at": pa.array(answered, mask=silent),
        "touchpoint": _words([each.name for each in TOUCHPOINTS], touchpoint),
        "channel": _words(CHANNELS, channel),
        "language": _words(("en", "pl", "ro", "ru"), verbatim),
        "verbatim": _words(_VERBATIMS, verbatim, silent | (rng.random(size) < 0.7)),
        "answer_state": _words(("missing", "given"), given.astype(np.int64)),
        "version_at": pa.array(answered, mask=silent),
    }


def _house(rng: np.random.Generator, at: Numbers) -> dict[str, pa.Array]:
    """Return the house columns of a chunk."""
    size, limits = len(at), np.iinfo(np.int64)
    reference = [_constant("0" * 32, size), pa.array(at // 10_000), pa.array(at % 10_000)]
    return {
        "source": _constant("benchmark.csv", size),
        "import_id": _constant("benchmark", size),
        "journal_ref": pa.StructArray.from_arrays(reference, names=["segment", "record", "row"]),
        "id_hash": pa.array(rng.integers(limits.min, limits.max, size)),
        "content_hash": pa.array(rng.integers(limits.min, limits.max, size)),
    }


def _constant(word: str, size: int) -> pa.Array:
    """Return ``word`` in every row."""
    return pa.repeat(word, size)


def _words(words: Sequence[str], at: Numbers, without: Flags | None = None) -> pa.Array:
    """Return the word at each position, null in rows ``without`` one."""
    positions = pa.array(at.astype(np.int32), mask=without)
    return pa.DictionaryArray.from_arrays(positions, pa.array(words)).cast(pa.string())
