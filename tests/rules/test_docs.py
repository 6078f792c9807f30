"""The documentation is part of the program: every table, command, dependency and decision is on its page."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from clew.tables import TABLES
from clew.tables.page import tables_page

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def test_the_page_of_tables_is_the_one_the_tables_give():
    page = DOCS / "reference" / "tables.md"
    assert page.read_text() == tables_page(TABLES), "run: python -m clew.tables.page > docs/reference/tables.md"


def test_every_dependency_has_its_line():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(d for part in project["optional-dependencies"].values() for d in part)]
    names = {re.split(r"[<>=\[]", name)[0] for name in wanted} - {"clew"}
    page = (DOCS / "reference" / "dependencies.md").read_text()
    missing = sorted(name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", page))
    assert not missing, f"say why in docs/reference/dependencies.md: {missing}"


def pages() -> list[Path]:
    return sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"])


@pytest.mark.parametrize("page", pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path):
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
    broken = [target for target in targets if not (page.parent / target).exists()]
    assert not broken, f"{page.relative_to(ROOT)} links to nothing: {broken}"


def test_every_decision_is_listed_and_has_its_four_parts():
    listed = (DOCS / "decisions" / "README.md").read_text()
    for page in sorted((DOCS / "decisions").glob("0*.md")):
        assert page.name in listed, f"list {page.name} in docs/decisions/README.md"
        headings = re.findall(r"^## (.+)$", page.read_text(), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "What enforces it"], page.name
