"""Starting: the database made or brought up to date, workspaces adopted, an owner made, static files collected."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

from clew.errors import UsageError
from clew_server.configuration import Configuration, configuration

__all__ = ["has_database", "load_django", "prepare", "serve", "work"]

TARGET = "clew_server.asgi:application"
#: What packages ship and no page loads.
NOT_SERVED = ["ext", "htmx-4*", "htmax-4*", "htmx-2.js", "mfa", "account"]
#: Seconds between "stop" and the end, whatever is still open.
GRACE = 15


def has_database(data: Path) -> bool:
    """Return whether a server has kept anything for this data folder: its SQLite file, or a database that is named."""
    from clew_server.configuration import variable

    named = os.environ.get(variable("database_url"))
    return bool(named) or (data / "server" / "server.sqlite3").exists()


def load_django(data: Path, **given: Any) -> Configuration:
    """Load Django for this data folder; return the configuration. ``given`` (not None) wins over the environment."""
    from clew_server.configuration import variable

    for name, value in {"data": data, **given}.items():
        if value is not None:
            os.environ[variable(name)] = str(value)
    os.environ["DJANGO_SETTINGS_MODULE"] = "clew_server.settings"
    configuration.cache_clear()
    found = configuration()
    import django

    django.setup()
    return found


def prepare(found: Configuration) -> str | None:
    """Make everything ready; return the token of a login link while no owner has ever logged in, else None."""
    from django.core.management import call_command

    from clew.store.folder import open_workspace
    from clew_server.accounts import services
    from clew_server.accounts.selectors import has_owner, has_owner_who_logged_in
    from clew_server.lakes.handles import known_workspaces

    call_command("migrate", verbosity=0, interactive=False)
    if not known_workspaces(found.data):
        open_workspace(found.data)
    workspaces = services.adopt(known_workspaces(found.data))
    if not has_owner():
        services.join(found.owner, "owner", workspaces)
    return None if has_owner_who_logged_in() else services.create_login_link(services.first_owner())


def serve(data: Path, host: str | None, port: int | None) -> None:
    """Serve everything until stopped."""
    found = load_django(data, host=host, port=port)
    _refuse_a_taken_port(found)
    token = prepare(found)
    from django.core.management import call_command
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=NOT_SERVED)
    sys.stdout.write(f"Clew serves {found.data} at {found.address}\n")
    if token:
        sys.stdout.write(f"Log in (once, within an hour): {login_address(found, token)}\n")
    else:
        sys.stdout.write("Log in with a password, or make a link: clew user login-link EMAIL\n")
    sys.stdout.write("Stop with Ctrl-C.\n")
    sys.stdout.flush()
    server = Granian(
        TARGET,
        address=found.host,
        port=found.port,
        interface=Interfaces.ASGI,
        workers=1,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        log_level=LogLevels.warning,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
    )
    server.serve()


def _refuse_a_taken_port(found: Configuration) -> None:
    """Raise UsageError where another program listens already: better before the database is touched than after."""
    family = socket.AF_INET6 if ":" in found.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((found.host, found.port))
        except OSError as error:
            raise UsageError(
                f"Clew cannot listen at {found.host}:{found.port} ({error.strerror}): say another --port or --host."
            ) from None


def work(data: Path) -> None:
    """Do jobs until stopped, without serving."""
    import signal

    found = load_django(data)
    prepare(found)
    from clew_server.jobs.worker import Worker
    from clew_server.lakes.handles import known_workspaces

    worker = Worker(max(found.jobs, 1), lambda: list(known_workspaces()))
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: worker.stop())
    worker.start()
    sys.stdout.write(f"Clew does the jobs of {found.data}. Stop with Ctrl-C.\n")
    sys.stdout.flush()
    worker.wait()


def login_address(found: Configuration, token: str) -> str:
    """Return the address of a one-time login link."""
    from django.urls import reverse

    return found.address + reverse("accounts:login_link", args=[token])
