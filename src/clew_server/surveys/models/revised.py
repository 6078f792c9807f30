"""Rows that count their changes: who adds the counts up knows that something changed without reading the rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.db.models import F

__all__ = ["Changing", "Revised"]


Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class _Rows(models.QuerySet[Row_co]):
    """Rows whose revision grows with each update, also of many at once (``bulk_update`` is one)."""

    def update(self, **changes: Any) -> int:
        return super().update(**{"revision": F("revision") + 1, **changes})

    update.alters_data = True  # type: ignore[attr-defined]


class Changing(models.Manager[Row_co]):
    """What gives such rows."""

    def get_queryset(self) -> models.QuerySet[Row_co]:
        """Return rows that count their changes."""
        return _Rows(self.model, using=self._db)


class Revised(models.Model):
    """A row whose ``revision`` grows with each change, however it is made; the sum over rows never stays the same.

    Its ``objects`` are :class:`Changing`.
    """

    revision = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def save(self, *given: Any, update_fields: Iterable[str] | None = None, **more: Any) -> None:
        """Write the row, with its next revision where it is known already."""
        if not self._state.adding:
            self.revision = F("revision") + 1
            update_fields = update_fields if update_fields is None else {*update_fields, "revision"}
        super().save(*given, update_fields=update_fields, **more)
