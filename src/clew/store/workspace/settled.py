"""What a workspace is told about itself: settings, documents, names that are shown for others."""

from __future__ import annotations

import uuid
from collections.abc import Mapping as Document
from collections.abc import Sequence
from typing import Any

import msgspec

from clew.errors import UsageError
from clew.store.loading.loader import load_if_free
from clew.store.naming.listing import list_names
from clew.store.naming.renames import Rename, checked_rename
from clew.store.settings import Settings, checked_changes, document_change, unset_changes
from clew.store.snapshot import Snapshot
from clew.store.workspace.handle import Clock, Handle

__all__ = ["Settled"]


class Settled(Handle):
    """A workspace's settings and names; all of them are journalled."""

    @property
    def settings(self) -> Settings:
        """Zone, week start, currency and languages as of the current lake version."""
        return Settings.of(self.place.lake.current().settings)

    def set(self, *, now: Clock | None = None, **changes: str | Sequence[str] | None) -> Settings:
        """Change settings and return all of them; they are journalled, and hold for imports from now on.

        Raises:
            UsageError: a name or value that cannot be.
        """
        checked = checked_changes(changes)
        if checked:
            self._append("setting", msgspec.json.encode(checked), now or self._now)
            self.catch_up(now=now)
        return self.settings

    def unset(self, *names: str, now: Clock | None = None) -> Settings:
        """Take settings ("zone", "currency", ...) back to what holds where nobody said them; return all of them.

        Raises:
            UsageError: there is no such setting.
        """
        changes = unset_changes(names)
        if changes:
            self._append("setting", msgspec.json.encode(changes), now or self._now)
            self.catch_up(now=now)
        return self.settings

    def keep(self, kind: str, name: str, document: Document[str, Any] | None, *, now: Clock | None = None) -> Settings:
        """Keep a document (a calendar, a rule, what is said of a finding) by name; None takes it away.

        It is journalled like every setting; the settings' ``documents`` have it by kind and name.

        Raises:
            UsageError: a kind that is not known, or a name that is empty.
        """
        self._append("setting", msgspec.json.encode(document_change(kind, name, document)), now or self._now)
        self.catch_up(now=now)
        return self.settings

    def rename(self, column: str, old: str, new: str, *, now: Clock | None = None) -> Rename:
        """State that ``old`` is to be read as ``new`` (column "touchpoint" or "channel"); return the fact, with its id.

        Rows keep the names they came with. Several olds with one new name are one name from then on.

        Raises:
            UsageError: a column without names of its own, a name that is renamed already, or a circle.
        """
        old, new = checked_rename(self.settings.renames, column, old, new)
        at = (now or self._now)().isoformat()
        fact = Rename(id=uuid.uuid4().hex, column=column, old=old, new=new, stated_at=at)
        self._append("rename", msgspec.json.encode(fact), now or self._now)
        self.catch_up(now=now)
        return fact

    def renames(self) -> tuple[Rename, ...]:
        """Return every rename that was ever stated, the undone too, in the order in which they were."""
        return self.settings.renames

    def undo_rename(self, rename_id: str, *, now: Clock | None = None) -> Rename:
        """Take a rename back as if it had never been; return it.

        Raises:
            UsageError: there is no such rename, or it is undone already.
        """
        known = {fact.id: fact for fact in self.settings.renames}
        if rename_id not in known:
            raise UsageError.unknown("rename", rename_id, known)
        if known[rename_id].undone_at is not None:
            raise UsageError(f"The rename {rename_id} is undone already.")
        at = (now or self._now)().isoformat()
        self._append("rename", msgspec.json.encode({"undone": rename_id, "at": at}), now or self._now)
        self.catch_up(now=now)
        return msgspec.structs.replace(known[rename_id], undone_at=at)

    def snapshot(self) -> Snapshot:
        """Return the current lake version, after loading what a process that died left in the journal."""
        load_if_free(self.place, self._now)
        return Snapshot(self.place, self.place.lake.current())

    def names(self, column: str) -> list[dict[str, Any]]:
        """Return the names the rows came with in "touchpoint" or "channel": name, shown_as, rows.

        Raises:
            UsageError: a column without names of its own.
        """
        return list_names(self.place, self.snapshot(), column)
