"""What keeps the tables as fresh as what was taken in."""

from __future__ import annotations

from uuid import UUID

from clew_server.collect.loading import Loading
from clew_server.collect.news import last_told
from clew_server.jobs.registry import tick
from clew_server.lakes.handles import opened

__all__ = ["load_news"]


def _load(workspace_id: UUID) -> bool:
    return opened(workspace_id).store.catch_up_if_free()


_loading = Loading(_load)


@tick("collect.load", seconds=1)
def load_news(workspace_id: UUID) -> None:
    """Have a workspace loaded where something was taken in since the last time."""
    if told := last_told(workspace_id):
        _loading.ask(workspace_id, told)
