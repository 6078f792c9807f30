"""The scanner proves first that it can find: a scan that finds nothing says something only then."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

CANARY = "canary007propertyx7"
SENTENCE = f"before {CANARY} after"


def arrow_stream(codec):
    sink = pa.BufferOutputStream()
    batch = pa.record_batch({"said": [SENTENCE, *["padding"] * 500], "n": list(range(501))})
    with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as stream:
        stream.write_batch(batch)
    return b"a header of ours\n" + sink.getvalue().to_pybytes() + b"and a trailer"


def parquet(table=None, **options):
    sink = pa.BufferOutputStream()
    pq.write_table(table or pa.table({"said": [SENTENCE, *["padding"] * 500]}), sink, **options)
    return sink.getvalue().to_pybytes()


def zipped():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.txt", SENTENCE * 9)
    return target.getvalue()


ENCODED = SENTENCE.encode()
WAYS = {
    "plain": ENCODED,
    "UTF-16": SENTENCE.encode("utf-16"),
    "UTF-16 big": SENTENCE.encode("utf-16-be"),
    "JSON": json.dumps({"text": SENTENCE}).encode(),
    "JSON escapes": "".join(f"\\u{ord(letter):04x}" for letter in SENTENCE).encode(),
    "hex": ENCODED.hex().encode(),
    "HEX": ENCODED.hex().upper().encode(),
    "base64": base64.b64encode(ENCODED),
    "base64, offset 1": base64.b64encode(b"x" + ENCODED),
    "base64, offset 2": base64.b64encode(b"xx" + ENCODED),
    "gzip": b"head" + gzip.compress(ENCODED) + b"tail",
    "gzip in gzip": gzip.compress(gzip.compress(ENCODED)),
    "zip": zipped(),
    "Arrow, lz4": arrow_stream("lz4"),
    "Arrow, zstd": arrow_stream("zstd"),
    "Arrow, plain": arrow_stream(None),
    "Parquet, zstd pages": parquet(compression="zstd", use_dictionary=False, write_statistics=False),
    "Parquet, snappy": parquet(compression="snappy", write_statistics=False),
    "Parquet, gzip pages": parquet(compression="gzip", use_dictionary=False, write_statistics=False),
    "Parquet, metadata": parquet(pa.table({"n": [1]}).replace_schema_metadata({"who": CANARY})),
    "Parquet, statistics": parquet(compression="snappy"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_canary_is_found_however_it_was_written(tmp_path, scan, way):
    (tmp_path / "file").write_bytes(WAYS[way])
    assert scan(tmp_path, [CANARY, "another"]) == {CANARY}


def test_names_of_files_are_looked_at(tmp_path, scan):
    (tmp_path / CANARY).mkdir()
    assert scan(tmp_path, [CANARY]) == {CANARY}


def test_what_is_not_there_is_not_found(tmp_path, scan):
    (tmp_path / "file").write_bytes(arrow_stream("lz4"))
    assert scan(tmp_path, ["canary008propertyx7"]) == set()
