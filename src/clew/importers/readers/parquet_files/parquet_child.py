"""Run as a script in a process of its own, with limits: decodes a Parquet file and writes it as an Arrow stream.

Decoders of Parquet are large and native: a few flipped bytes can end their process. Here that is one sentence for the
person who handed the file over. Imports nothing of Clew.
"""

from __future__ import annotations

import resource
import sys
from typing import Any

#: Private memory and processor seconds; a page that needs more is no export.
MEMORY_BYTES = 700 << 20
CPU_SECONDS = 1800
#: A column chunk that claims to unpack to more than this, and by more than this ratio, is a bomb.
CHUNK_BYTES = 256 << 20
CHUNK_RATIO = 1_000
MAX_COLUMNS = 10_000
_ROWS = 16_384


def main(path: str) -> None:
    """Write the file's batches to stdout; on trouble write one line to stderr and leave with code 3."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        _send(path)
    except BrokenPipeError:
        sys.exit(0)  # the reader has seen enough
    except Exception as error:  # noqa: BLE001 - whatever the library raises becomes a sentence
        sys.stderr.write(" ".join(str(error).split())[:300] or type(error).__name__)
        sys.exit(3)


def _send(path: str) -> None:
    """Decode the file page by page; text stays in its dictionaries."""
    import pyarrow as pa  # noqa: PLC0415 - the limits come first
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds = pq.read_schema(path)
    text = [field.name for field in kinds if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
    with pq.ParquetFile(path, read_dictionary=text, buffer_size=1 << 20, pre_buffer=False) as file:
        refuse_bombs(file.metadata)
        counts = {"row groups": str(file.metadata.num_row_groups), "rows": str(file.metadata.num_rows)}
        schema = file.schema_arrow.with_metadata(counts)
        with pa.ipc.new_stream(sys.stdout.buffer, schema) as stream:
            for batch in file.iter_batches(batch_size=_ROWS, use_threads=False):
                stream.write_batch(batch)


def refuse_bombs(metadata: Any) -> None:
    """Raise where a column chunk says of itself that it unpacks out of all proportion."""
    if metadata.num_columns > MAX_COLUMNS:
        raise ValueError(f"it has {metadata.num_columns} columns; {MAX_COLUMNS} are the most")
    for group in range(metadata.num_row_groups):
        for column in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(column)
            if chunk.total_uncompressed_size > max(CHUNK_BYTES, CHUNK_RATIO * chunk.total_compressed_size):
                raise ValueError(f"it unpacks out of all proportion in column {chunk.path_in_schema!r}: a bomb")


if __name__ == "__main__":
    main(sys.argv[1])
