"""A workspace of its own with verbatims in four languages, and canaries in the rival's."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from clew.store import open_workspace
from clew_server.accounts import services
from clew_server.configuration import configuration
from clew_server.lakes.handles import close_all, known_workspaces, opened

XSS = "<script>alert('x')</script><img src=x onerror=alert(1)>"
SAID = {
    "v1": ("Nie dostałem fakturę, dzwoniłem: 601 234 567. Jan Kowalski", "pl", "Invoice", "web", "k1"),
    "v2": ("Получил счета дважды", "ru", "Invoice", "app", "k2"),
    "v3": (f"Delivery was late {XSS}", "en", "Delivery", "shop", "k3"),
    "v4": ('=HYPERLINK("http://x")', "en", "Delivery", "web", "k3"),
    "v5": ("  spaces   kept\n\nand lines", "en", "Hotline", "phone", "k1"),
}  # fmt: skip


def rows() -> list[dict[str, object]]:
    found = []
    for place, (name, (text, language, touchpoint, channel, customer)) in enumerate(SAID.items()):
        about = {"language": language, "touchpoint": touchpoint, "channel": channel, "customer_id": customer}
        rated = {"metric": "nps", "rating": 2 * place, "scale_min": 0, "scale_max": 10, "program": "relationship"}
        at = f"2026-03-{place + 1:02d}T10:00:00Z"
        found.append({"feedback_id": name, "answered_at": at, "verbatim": text, **about, **rated})
    return found


def load(data, name: str, tmp_path, **tables: list[dict[str, object]]):
    """Import rows of canonical tables into a workspace, made where there is none."""
    store = open_workspace(data, name)
    for table, given in tables.items():
        path = tmp_path / f"{name}-{table}.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in given), encoding="utf-8")
        (result,) = store.import_files([path], table=table)
        assert not result.to_document()["rejections"], result.to_document()


@pytest.fixture
def make_workspace(data, tmp_path, people, workspaces) -> Callable[..., object]:
    """Make a workspace with rows of tables, everybody in their role; its name is new each time."""

    def make(name: str, **tables):
        load(configuration().data, name, tmp_path, **tables)
        close_all()
        found = {one.name: one for one in services.adopt(known_workspaces(configuration().data))}[name]
        for role in ("owner", "analyst", "agent", "viewer"):
            services.join(f"{role}@example.org", role, [found])
        return found

    return make


@pytest.fixture
def small(make_workspace, tmp_path):
    workspace = make_workspace(f"small-{tmp_path.name}", feedback=rows())
    yield workspace
    opened(workspace.id).close()
