"""Two tenants for the walks over all routes: one with a canary in every corner, one who wants to see them.

A room takes part by a file ``planting.py`` in its folder of tests, with one function::

    def plant(place):           # place.workspace, place.owner, place.handle, place.canary("what it is")
        ...                     # make one of everything the room keeps, a canary in every text of it
        return {"dashboard_id": dashboard.id}      # what its routes have as arguments, by name

Every argument of every route inside a workspace needs one that gives it: test_tenancy says which is missing.
"""

from __future__ import annotations

import csv
import importlib.util
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern, get_resolver, reverse

from clew.store import open_workspace
from clew.tables import TABLES
from clew_server.accounts import services
from clew_server.accounts.models import User, Workspace
from clew_server.collect.intake import end_all
from clew_server.configuration import configuration
from clew_server.lakes.handles import close_all, known_workspaces, opened

ROOMS = Path(__file__).resolve().parents[1]
DAY = "2026-03-0{} 10:00:00"
#: A customer of the victim whose id is no canary: the walks send it, and pages may say back what was asked of them.
CUSTOMER = "C-4711-of-the-victim"
#: Arguments that are a choice among a few words, not the id of anything.
CHOICES = {"kind": "csv"}


@dataclass
class Place:
    """A workspace to plant in; ``canary`` gives a text that stands nowhere else and remembers it."""

    workspace: Workspace
    owner: User
    canaries: dict[str, str] = field(default_factory=dict)

    @property
    def handle(self) -> Any:
        return opened(self.workspace.id)

    def canary(self, what: str) -> str:
        return self.canaries.setdefault(what, f"canary{len(self.canaries):03d}{self.workspace.id.hex[:8]}")


@dataclass
class Route:
    """One pattern of the resolver, as a walk needs it."""

    name: str
    arguments: tuple[str, ...]
    template: str
    is_of_workspace: bool
    kinds: dict[str, str]

    def address(self, values: dict[str, Any]) -> str:
        """The route's address; an argument that nothing is given for gets something of its kind."""
        guesses = {"uidb36": "0", "key": "0-0"}
        given = {name: values.get(name) or guesses.get(name) or self._guess(name) for name in self.arguments}
        return reverse(self.name, kwargs=given)

    def _guess(self, name: str) -> object:
        return {"uuid": uuid4(), "int": 1}.get(self.kinds.get(name, ""), "x")


def all_routes(patterns=None, names=(), prefix="") -> Iterator[Route]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            kinds = {name: kind for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", here.replace("?P<", "<"))}
            arguments = tuple(re.findall(r"<(?:\w+:)?(\w+)>", here.replace("?P<", "<")))
            name = ":".join([*names, pattern.name])
            yield Route(name, arguments, here, "workspace_id" in arguments, kinds)
        else:
            yield from all_routes(pattern.url_patterns, (*names, *filter(None, [pattern.namespace])), here)


def planters() -> dict[str, Any]:
    """Every room's ``plant``, by the room's name."""
    found = {}
    for file in sorted(ROOMS.rglob("planting.py")):
        name = "planting_of_" + "_".join(file.relative_to(ROOMS).parts[:-1])
        spec = importlib.util.spec_from_file_location(name, file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found[name] = module.plant
    return found


@pytest.fixture(scope="session")
def routes() -> list[Route]:
    return list(all_routes())


@pytest.fixture(scope="module")
def two_folders(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The folders of victim and attacker, the victim's tables full of canaries; gone when the module is done."""
    folder = configuration().data
    made = {name: open_workspace(folder, name) for name in ("mxvictim", "mxattacker")}
    ids = {name: workspace_id for workspace_id, name in known_workspaces(folder).items() if name in made}
    canaries: dict[str, str] = {}
    place = Place(SimpleNamespace(id=ids["mxvictim"]), None, canaries)
    files = tmp_path_factory.mktemp("canaries")
    for table in ("customers", "feedback", "events", "calls", "tickets", "purchases", "promises"):
        file = files / f"{place.canary(f'file of {table}')}-{table}.csv"
        write_rows(file, table, place)
        made["mxvictim"].import_files([file], table=table)
    yield SimpleNamespace(ids=ids, canaries=canaries)
    close_all()
    for workspace_id in ids.values():
        shutil.rmtree(folder / str(workspace_id), ignore_errors=True)


def write_rows(file: Path, table: str, place: Place) -> None:
    """Write a few rows of a table with a canary in every text that has no list of choices."""
    columns = [column for column in TABLES[table].mappable if column != "properties"]
    by_name = TABLES[table].by_name
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for number in range(1, 7):
            writer.writerow([cell(by_name[column], number, table, place) for column in columns])


#: Columns that must be something particular for the row to be taken.
FITTING = {"scale_min": "0", "scale_max": "10", "language": "en", "country": "PL", "currency": "PLN", "metric": "nps"}
BY_TYPE = {"flag": "true", "json": "{}"}


def cell(column: Any, number: int, table: str, place: Place) -> str:
    if column.name.endswith("customer_id"):
        return CUSTOMER if number == 1 else f"{place.canary('customer')}n{number}"
    if column.name in FITTING or column.choices:
        return FITTING.get(column.name) or column.choices[0]
    if column.type == "text":
        return place.canary(f"{table}.{column.name}") + (f"n{number}" if column.required else "")
    return DAY.format(number) if column.type == "time" else BY_TYPE.get(column.type, str(4 + number))


@dataclass
class Two:
    """Victim and attacker: places, what was planted (argument → value), the people."""

    victim: Place
    attacker: Place
    theirs: dict[str, Any]
    mine: dict[str, Any]
    stranger: User
    both: User


@pytest.fixture(autouse=True)
def _() -> Iterator[None]:
    """What the walks have sent to the raw app is on the disk, and its segments are let go of."""
    yield
    end_all(30)


@pytest.fixture
def two(two_folders: SimpleNamespace, workspaces: dict[str, Workspace]) -> Two:
    victim, attacker = workspaces["mxvictim"], workspaces["mxattacker"]
    canaries = dict(two_folders.canaries)
    owner = services.join("vera@canary.example", "owner", [victim])
    stranger = services.join("mallory@example.net", "owner", [attacker])
    both = services.join("both@example.net", "owner", [victim, attacker])
    place = Place(victim, owner, canaries)
    User.objects.filter(pk=owner.pk).update(name=place.canary("owner's name"))
    own = Place(attacker, stranger)
    theirs, mine = {"customer_id": CUSTOMER, **CHOICES}, {"customer_id": "nobody", **CHOICES}
    for plant in planters().values():
        theirs.update(plant(place))
        mine.update(plant(own))
    theirs["workspace_id"], mine["workspace_id"] = victim.id, attacker.id
    return Two(place, own, theirs, mine, stranger, both)
