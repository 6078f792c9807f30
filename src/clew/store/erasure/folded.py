"""Whose messages a block of the tracking API holds, and the block without those of listed people."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clew.importers import Mapping, Rejected
from clew.importers.raw import LINE, ROW
from clew.importers.tracking import unfold
from clew.store.erasure.cleaning import REASON, Judged, judge_block
from clew.store.erasure.keyed import Keyed, is_telling
from clew.store.loading.blocks import Block

__all__ = ["clean_folded", "judge_folded"]

_MESSAGE = "message"


def judge_folded(block: Block, mapping: Mapping | None, keyed: Keyed, *, zone: str = "UTC") -> Judged:
    """Return whose messages ``block`` holds; ``cells`` says in which of the others' a listed person is named."""
    count = block.rows.num_rows
    found = unfold(block.rows, [0] * count)
    inner = judge_block(Block(block.import_id, block.number, found.rows), mapping, keyed, zone=zone)
    mine, others = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    mine[found.places], others[found.places] = inner.mine, inner.others
    shared = inner.shared.set_column(
        0, "position", pa.array(found.places[inner.shared["position"].to_numpy()], pa.int64())
    )
    named = _named(block, keyed)
    mine |= named & ~others
    judged = Judged(mine, others & ~mine, shared)
    if (blanked := named & judged.others).any():
        judged.cells[_MESSAGE] = blanked
    judged.pieces = tuple(keyed.is_in_piece(piece.value) for piece in (*block.broken, *block.repaired))
    return judged


def clean_folded(block: Block, judged: Judged, keyed: Keyed) -> Block:
    """Return the block as it may be kept: the others' messages without the listed people's ids."""
    if judged.is_clean:
        return block
    rows = block.rows
    if _MESSAGE in judged.cells:
        texts = rows.column(_MESSAGE).to_pylist()
        for place in np.flatnonzero(judged.cells[_MESSAGE]):
            texts[place] = _without(texts[place], keyed)
        at = rows.schema.get_field_index(_MESSAGE)
        rows = rows.set_column(at, rows.schema.field(at), pa.array(texts, pa.string()))
    gone = rows.filter(pa.array(judged.mine))
    pairs = zip(gone.column(LINE).to_pylist(), gone.column(ROW).to_pylist(), strict=True)
    broken = (*block.broken, *(Rejected(line, "", REASON, "", row) for line, row in pairs))
    kept = rows.filter(pa.array(~judged.mine))
    return Block(block.import_id, block.number, kept, broken, block.repaired, block.mapping)


def _named(block: Block, keyed: Keyed) -> npt.NDArray[np.bool_]:
    texts = block.rows.column(_MESSAGE).to_pylist()
    return np.array([keyed.is_in_json((text or "").encode()) for text in texts], dtype=bool)


def _without(text: str, keyed: Keyed) -> str:
    """Return a message in which what names a listed person is null."""
    return msgspec.json.encode(_blanked(msgspec.json.decode(text), "", keyed)).decode()


def _blanked(said: Any, name: str, keyed: Keyed) -> Any:
    if isinstance(said, dict):
        return {key: _blanked(value, str(key).lower(), keyed) for key, value in said.items()}
    if isinstance(said, list):
        return [_blanked(value, name, keyed) for value in said]
    if isinstance(said, str | int) and not isinstance(said, bool):
        text = str(said)
        return None if (name.endswith("id") or is_telling(text)) and keyed.names(text) else said
    return said
