"""What was set aside of a workspace's imports, and how people correct it: mappings and single rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clew.importers import Mapping
from clew.store.loading.loader import Moved
from clew.store.loading.records import Mend
from clew.store.locks import Say
from clew.store.mending.mends import Correction, journal_mends, journal_undone_mend, list_mends
from clew.store.mending.quarantine import count_reasons, list_set_aside
from clew.store.mending.raw import raw_rows, standing_import
from clew.store.mending.remapping import journal_remap, with_meaning
from clew.store.workspace.handle import Clock, Handle

__all__ = ["Corrected"]


class Corrected(Handle):
    """A workspace's quarantine; every correction is a fact that can be undone."""

    def quarantine(self, value: str | None = None) -> list[dict[str, Any]]:
        """Return why rows are set aside: import_id, file, table, reason, column, count; the most first.

        ``value`` counts only what was set aside for one value. A reason that begins with "kept:" is of a cell that was
        mended by itself in a row that is in its table.
        """
        return count_reasons(self.place, value)

    def set_aside(
        self,
        *,
        import_id: str | None = None,
        table: str | None = None,
        reason: str | None = None,
        column: str | None = None,
        value: str | None = None,
        offset: int = 0,
        limit: int = 100,
    ) -> dict[str, Any]:
        """Return ``total``, and ``rows``: a page of what is set aside for that import, table, reason, column, value."""
        chosen = {"import_id": import_id, "table": table, "reason": reason, "column": column, "value": value}
        total, rows = list_set_aside(self.place, offset=offset, limit=limit, **chosen)
        return {"total": total, "rows": rows}

    def raw_rows(self, import_id: str, *, offset: int = 0, limit: int = 20) -> list[dict[str, Any]]:
        """Return raw rows of an import as the journal keeps them and people corrected them, with _row and _line.

        Raises:
            UsageError: there is no such import, or it is undone.
        """
        return raw_rows(self.place, import_id, offset=offset, limit=limit)

    def mapping(self, import_id: str) -> Mapping:
        """Return the mapping by which an import is read.

        Raises:
            UsageError: there is no such import, or it is undone.
        """
        history, done = standing_import(self.place, import_id)
        return history.mapping(done.mapping)

    def remap(
        self,
        import_id: str,
        mapping: Mapping | None,
        *,
        progress: Moved | None = None,
        say: Say | None = None,
        now: Clock | None = None,
    ) -> dict[str, Any]:
        """Read the rows of an import by another mapping from now on, from the journal; return the import as it is now.

        It keeps its id and its place among the imports. None: the mapping it came with.

        Raises:
            UsageError: no such import, the mapping it has already, one that does not fit or changes what is private.
            DataError: by that mapping rows would belong to people who were erased.
        """
        journal_remap(self.place, import_id, mapping, now or self._now)
        self.catch_up(progress=progress, say=say, now=now)
        return self._known(import_id)

    def remap_value(
        self, import_id: str, column: str, value: str, means: str, *, now: Clock | None = None
    ) -> dict[str, Any]:
        """Have ``value`` in ``column`` (the file's name of it, or Clew's) mean ``means`` in all rows of an import.

        "" means no answer. It is a remap with one more line under ``values`` or ``missing``; raises what that raises.
        """
        return self.remap(import_id, with_meaning(self.mapping(import_id), column, value, means), now=now)

    def mend(self, import_id: str, corrections: Sequence[Correction], *, now: Clock | None = None) -> list[Mend]:
        """Correct cells of rows that were set aside and load them again; return one fact a row, with its id.

        The rows that came stay in the journal beside them.

        Raises:
            UsageError: no such import, row or column, or a row that is not set aside.
            DataError: a row would belong to somebody who was erased.
        """
        facts = journal_mends(self.place, import_id, corrections, now or self._now)
        self.catch_up(now=now)
        return facts

    def mends(self, import_id: str) -> list[dict[str, Any]]:
        """Return what was mended of an import, the undone too: id, row, columns, at, undone_at.

        Raises:
            UsageError: there is no such import, or it is undone.
        """
        return list_mends(standing_import(self.place, import_id)[1])

    def undo_mend(self, import_id: str, mend_id: str, *, now: Clock | None = None) -> Mend:
        """Take a mend back as if it had never been; return it.

        Raises:
            UsageError: there is no such mend, or it is undone already.
        """
        mend = journal_undone_mend(self.place, import_id, mend_id, now or self._now)
        self.catch_up(now=now)
        return mend
