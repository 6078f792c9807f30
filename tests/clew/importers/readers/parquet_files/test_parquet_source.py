"""Parquet: rows as text, a dictionary that would explode, damage."""

from __future__ import annotations

import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.errors import UnreadableFileError
from clew.importers.raw import BATCH_BYTES
from clew.importers.readers.parquet_files import parquet_child
from clew.importers.readers.parquet_files.parquet_source import ParquetSource


@settings(deadline=None, max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.none() | st.integers(-(2**63), 2**63 - 1),
            st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
        )
    ),
    group=st.integers(1, 7),
)
def test_round_trip(tmp_path, rows, group):
    """Numbers and text come back as text, empty as null, with numbers of rows."""
    path = tmp_path / "t.parquet"
    table = pa.table(
        {"n": pa.array([n for n, _ in rows], pa.int64()), "text": pa.array([t for _, t in rows], pa.string())}
    )
    pq.write_table(table, path, row_group_size=group)
    found = [row for batch in ParquetSource(path).batches() for row in batch.rows.to_pylist()]
    assert found == [
        {"n": None if n is None else str(n), "text": text or None, "_row": at, "_line": at + 1}
        for at, (n, text) in enumerate(rows)
    ]


def test_large_value_in_a_dictionary_stays_small(tmp_path):
    """600 rows that all name one value of 100 KB are 60 MB of text in 20 KB of file; batches stay small."""
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"id": list(range(600)), "text": ["x" * 100_000] * 600}), path)
    assert path.stat().st_size < 100_000
    sizes, rows = [], 0
    for batch in ParquetSource(path).batches():
        sizes.append(batch.rows.nbytes)
        rows += batch.rows.num_rows
    assert rows == 600
    assert max(sizes) < 3 * BATCH_BYTES


def test_repeated_names(tmp_path):
    """Two columns of one name are two columns."""
    path = tmp_path / "t.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array([1]), pa.array(["x"])], names=["a", "a"]), path)
    source = ParquetSource(path)
    assert source.columns == ("a", "a (2)")
    assert next(source.batches()).rows.to_pylist() == [{"a": "1", "a (2)": "x", "_row": 0, "_line": 1}]


def test_damage_is_a_sentence_wherever_it_is(tmp_path):
    """Flipped bytes end in rows or in one sentence, never in anything else."""
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"id": list(range(500)), "text": [f"text {n % 7}" for n in range(500)]}), path)
    whole, generator, refused = path.read_bytes(), random.Random(5), 0  # noqa: S311 - damage that repeats
    for _ in range(6):
        data = bytearray(whole)
        data[generator.randrange(len(data))] ^= 1 << generator.randrange(8)
        path.write_bytes(data)
        try:
            list(ParquetSource(path).batches())
        except UnreadableFileError:
            refused += 1
    assert refused


def test_bomb(tmp_path, monkeypatch):
    """A column chunk out of all proportion is refused before it is read."""
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"text": ["x" * 1_000_000]}), path, compression="zstd", use_dictionary=False)
    monkeypatch.setattr(parquet_child, "CHUNK_BYTES", 1 << 10)
    monkeypatch.setattr(parquet_child, "CHUNK_RATIO", 100)
    with pytest.raises(ValueError, match="out of all proportion in column 'text'"):
        parquet_child.refuse_bombs(pq.read_metadata(path))


@pytest.mark.deep
def test_page_larger_than_the_limit(tmp_path):
    """A value of 900 MB ends the child, not us."""
    path = tmp_path / "t.parquet"
    large = pa.array(["x" * (450 << 20)])
    pq.write_table(pa.table({"text": pa.chunked_array([large, large])}), path, compression="zstd", use_dictionary=False)
    with pytest.raises(UnreadableFileError, match=r"out of all proportion|needing more than"):
        list(ParquetSource(path).batches())


def test_crash_of_the_decoder_is_a_sentence(tmp_path, monkeypatch):
    """A decoder that dies of a signal takes nobody with it."""
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": [1]}), path)
    child = tmp_path / "child.py"
    child.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    monkeypatch.setattr(parquet_child, "__file__", str(child))
    with pytest.raises(UnreadableFileError, match="the decoder ended with -11"):
        ParquetSource(path)


def test_text_that_is_none(tmp_path):
    """Writers do not always check that text is UTF-8; the cell is repaired, the row kept."""
    path = tmp_path / "t.parquet"
    broken = pa.array([b"za\xc5", b"ok"]).view(pa.string())
    pq.write_table(pa.table({"text": broken}), path)
    (batch,) = ParquetSource(path).batches()
    assert batch.rows.column("text").to_pylist() == ["za\ufffd", "ok"]
    assert [(one.line, one.column) for one in batch.repaired] == [(1, "text")]
