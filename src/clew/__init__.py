"""Clew: customer experience, measured. Raw exports in, answers with intervals out.

>>> import clew
>>> clew.metrics.METRICS["nps"].label
'Net Promoter Score'

Importing this loads nothing heavy: :func:`open` and :mod:`clew.metrics` are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clew import metrics
    from clew.api import Answer, Workspace, open  # noqa: A004 - clew.open is the door of the library

__all__ = ["Answer", "Workspace", "__version__", "metrics", "open"]

__version__ = "0.1.0"

_OF_API = ("Answer", "Workspace", "open")


def __getattr__(name: str) -> Any:
    """Return what is loaded on first use: the doors of :mod:`clew.api`, and :mod:`clew.metrics`."""
    if name == "metrics":
        return import_module("clew.metrics")
    if name in _OF_API:
        return getattr(import_module("clew.api"), name)
    raise AttributeError(f"module 'clew' has no attribute '{name}'")
