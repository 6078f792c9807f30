# ruff: noqa: S608 - the store's own SQL: names come from the declarative tables, paths from the manifest
"""Which rows stand: each table's merge rule, the same whatever the order of arrival or the size of a chunk.

*fact*: the content that came first in journal order stands, the same content again is a duplicate, another content is
a conflict. Of rows that say the same, the one with the lowest ``ordinal`` is kept, so that the order of events within
one instant does not hang on which of two overlapping exports came first.

*state*: the latest ``version_at`` stands (null is the lowest), among equals the highest ``content_hash``. A row that
says what already stands is a duplicate, also when its version is later: nothing is new, but the version moves on, so
that a version in between that arrives afterwards does not win.

Of *feedback* a public key, which anybody may have, changes nothing but what came by public keys: what any other source
says stands before it, however late it comes. Where it says something else it is a conflict.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clew.engines.workbench import Workbench
from clew.store.loading.delivered.origin import ANYBODY
from clew.tables import Table

__all__ = ["ACCEPTED", "CONFLICT", "DUPLICATE", "UPDATED", "Settled", "claim_columns", "settle"]

ACCEPTED, DUPLICATE, UPDATED, CONFLICT = range(4)
#: Tables of states of which anybody may say something, but changes nothing that others said.
_GUARDED = frozenset({"feedback"})


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of fresh rows: ``verdict`` of each, ``kept`` positions to write, ``dead`` (file, row) superseded.

    ``late`` is true when a fresh row contradicts a standing one that came after it in journal order.
    """

    verdict: npt.NDArray[np.int8]
    kept: npt.NDArray[np.int64]
    dead: pa.Table
    late: bool = False


def claim_columns(table: Table) -> list[str]:
    """Return the columns that decide which row stands.

    >>> from clew.tables import TABLES
    >>> claim_columns(TABLES["events"])
    ['id_hash', 'event_id', 'content_hash', 'ordinal', 'import_id']
    """
    rank = "version_at" if table.merge == "state" else "ordinal"
    guard = ["source"] if table.name in _GUARDED else []
    deciding = ["id_hash", *table.key, "content_hash", rank, *guard, "import_id"]
    return [name for name in dict.fromkeys(deciding) if name in table.by_name]


def settle(
    table: Table, fresh: pa.Table, standing: pa.Table, bench: Workbench, order: dict[str, int] | None = None
) -> Settled:
    """Return what becomes of ``fresh`` rows (in journal order) beside ``standing`` ones (with ``file`` and ``row``).

    ``order`` gives each import's place in journal order; without it, standing rows are taken to be earlier.
    """
    hashes = fresh["id_hash"].to_numpy()
    contended = _contended(hashes, standing["id_hash"].to_numpy())
    verdict = np.full(len(hashes), ACCEPTED, dtype=np.int8)
    keep = np.ones(len(hashes), dtype=bool)
    if not contended.any():
        return Settled(verdict, np.arange(len(hashes)), standing.select(["file", "row"]).slice(0, 0))
    positions = np.flatnonzero(contended)
    claims = fresh.select(claim_columns(table)).take(positions).append_column("pos", pa.array(positions))
    judged = bench.run(_rule(table), claims=claims, standing=standing)
    places = judged["pos"].to_numpy()
    ours, wins = places >= 0, judged["wins"].to_numpy(zero_copy_only=False)
    verdict[places[ours]] = judged["verdict"].to_numpy()[ours]
    keep[places[ours]] = wins[ours]
    dead = judged.filter(pa.array(~ours & ~wins)).select(["file", "row"])
    late = table.merge == "fact" and order is not None and _is_late(fresh, standing, verdict, order)
    return Settled(verdict, np.flatnonzero(keep), dead, late=late)


def _contended(fresh: npt.NDArray[np.int64], standing: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return which fresh rows share their hash with another fresh row or a standing one."""
    ordered = np.argsort(fresh, kind="stable")
    values = fresh[ordered]
    same = values[1:] == values[:-1]
    twice = np.zeros(len(fresh), dtype=bool)
    twice[ordered[1:]] |= same
    twice[ordered[:-1]] |= same
    return twice | np.isin(fresh, standing) if len(standing) else twice


def _is_late(fresh: pa.Table, standing: pa.Table, verdict: npt.NDArray[np.int8], order: dict[str, int]) -> bool:
    """Return whether a conflict is between a fresh row and a standing one of a later import."""
    conflicts = fresh.filter(pa.array(verdict == CONFLICT))
    if not conflicts.num_rows or not standing.num_rows:
        return False
    place = min(order[name] for name in conflicts["import_id"].unique().to_pylist())
    return any(order.get(name, -1) > place for name in standing["import_id"].unique().to_pylist())


def _rule(table: Table) -> str:
    return _state_rule(table) if table.merge == "state" else _fact_rule(table)


def _claims(table: Table, extra: str) -> str:
    names = ", ".join(f'"{name}"' for name in claim_columns(table) if name != "import_id")
    return (
        f"claims_of AS (SELECT -1 AS pos, file, row, {names}{extra} FROM standing"
        f" UNION ALL SELECT pos, NULL AS file, NULL AS row, {names}{extra} FROM claims)"
    )


def _identity(table: Table) -> str:
    return ", ".join(["id_hash", *(f'"{name}"' for name in table.key)])


def _fact_rule(table: Table) -> str:
    ordinal = "ordinal" if "ordinal" in table.by_name and "ordinal" not in table.key else "NULL::BIGINT"
    extra = f", {ordinal} AS place"
    same = _identity(table)
    return f"""
        WITH {_claims(table, extra)},
        ranked AS (
            SELECT *,
                first_value(content_hash) OVER (PARTITION BY {same} ORDER BY pos) AS stands,
                row_number() OVER (PARTITION BY {same} ORDER BY pos) AS nth,
                row_number() OVER (PARTITION BY {same}, content_hash ORDER BY place NULLS LAST, pos) AS best
            FROM claims_of)
        SELECT pos, file, row, (content_hash = stands AND best = 1) AS wins,
            CASE WHEN nth = 1 THEN {ACCEPTED} WHEN content_hash = stands THEN {DUPLICATE} ELSE {CONFLICT} END::TINYINT
                AS verdict
        FROM ranked"""


def _state_rule(table: Table) -> str:
    is_sure = f"source IS DISTINCT FROM '{ANYBODY}'" if table.name in _GUARDED else "true"
    time = "coalesce(epoch_us(version_at), -9223372036854775807)"
    extra = f", {{'sure': {is_sure}, 'v': {time}, 'c': content_hash}} AS version"
    same = _identity(table)
    return f"""
        WITH {_claims(table, extra)},
        ranked AS (
            SELECT *,
                max(version) OVER (PARTITION BY {same} ORDER BY pos ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                    AS before,
                row_number() OVER (PARTITION BY {same} ORDER BY version DESC, pos) AS best
            FROM claims_of)
        SELECT pos, file, row, best = 1 AS wins,
            CASE WHEN before IS NULL THEN {ACCEPTED}
                WHEN version.c = before.c THEN {DUPLICATE} WHEN version > before THEN {UPDATED}
                WHEN before.sure AND NOT version.sure THEN {CONFLICT} ELSE {DUPLICATE} END::TINYINT AS verdict
        FROM ranked"""
