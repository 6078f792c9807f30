"""What keeps the tables as fresh as what was taken in."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from clew_server.collect.loading.apart import Apart
from clew_server.collect.loading.queue import Loading
from clew_server.collect.news import last_told
from clew_server.configuration import configuration
from clew_server.jobs.registry import tick
from clew_server.lakes.handles import opened

__all__ = ["end_loading", "load_news"]


@cache
def _apart() -> Apart:
    return Apart(configuration().data)


def _load(workspace_id: UUID) -> bool:
    """Load a workspace in a process of its own; where the system gives us none, here."""
    store = opened(workspace_id).store
    try:
        return _apart().load(store.name)
    except OSError:
        return store.catch_up_if_free()


def end_loading() -> None:
    """Let go of the loading processes."""
    _apart().end()


_loading = Loading(_load)


@tick("collect.load", seconds=1)
def load_news(workspace_id: UUID) -> None:
    """Have a workspace loaded where something was taken in since the last time."""
    if told := last_told(workspace_id):
        _loading.ask(workspace_id, told)
