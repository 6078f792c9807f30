"""Fixtures and rules for the whole suite."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what touches the database; leave the long runs to `make deep`, which asks for them by name."""
    for item in items:
        if {"db", "transactional_db"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)
    if "deep" in (config.option.markexpr or ""):
        return
    kept, left = [], []
    for item in items:
        (left if item.get_closest_marker("deep") else kept).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


@pytest.fixture(scope="session")
def acceptance_data() -> Path:
    """The folder of real data, or a skip that says how to have it."""
    folder = Path(os.environ.get("CLEW_ACCEPTANCE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("no acceptance data: set CLEW_ACCEPTANCE_DATA to its folder")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium, or a skip that says how to have it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium: install the package chromium")
    return found
