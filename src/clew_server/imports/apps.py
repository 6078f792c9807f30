"""The app of imports."""

from __future__ import annotations

from django.apps import AppConfig

from clew.store.durable import make_folder
from clew.store.folder import initialise
from clew_server.configuration import configuration


class ImportsConfig(AppConfig):
    """The main way in."""

    name = "clew_server.imports"
    label = "imports"

    def ready(self) -> None:
        """Make the folder that bodies of requests wait in: on the disk of the data, for /tmp may be memory."""
        folder = configuration().server_folder / "incoming"
        initialise(folder.parent.parent)
        make_folder(folder)
