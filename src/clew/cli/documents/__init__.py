"""The JSON documents of the command line, field by field: the documentation page and its test are written from these.

A text says what stands there, a list holds one example of its items; a list or an object may be null where there is
nothing to tell. A name in angle brackets stands for any name, a name that ends in ``?`` may be absent.
"""

from __future__ import annotations

from typing import Any

from clew.cli.documents.answered import ANSWERED
from clew.cli.documents.diagnosed import DIAGNOSED
from clew.cli.documents.kept import KEPT
from clew.cli.documents.served import SERVED
from clew.cli.documents.surveyed import SURVEYED
from clew.cli.documents.walked import WALKED
from clew.cli.settings.settings_documents import SETTINGS_DOCUMENTS

__all__ = ["DOCUMENTS", "ENDLESS"]

#: Command → what its JSON document holds beside ``format``.
DOCUMENTS: dict[str, dict[str, Any]] = {
    **KEPT,
    **ANSWERED,
    **WALKED,
    **DIAGNOSED,
    **SETTINGS_DOCUMENTS,
    **SURVEYED,
    **SERVED,
}
#: Commands that run until they are stopped: they print no document.
ENDLESS = ("serve", "worker")
