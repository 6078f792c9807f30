"""Spellings: only those that occur, in the file itself or in its neighbours."""

from __future__ import annotations

from pathlib import Path

import pytest

from clew.importers import load_mapping, open_source, suggest_mapping

HEADER = "response id,nps,channel"


def week(folder: Path, name: str, channels: list[str], header: str = HEADER) -> Path:
    path = folder / name
    lines = [f"R-{name}-{n},{n % 11},{channels[n % len(channels)]}" for n in range(60)]
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return path


def proposed(path: Path) -> dict[str, str]:
    with open_source(path) as source:
        (block,) = load_mapping(suggest_mapping(source)).blocks
    assert block.columns["channel"] == "channel"
    return dict(block.values.get("channel", {}))


def test_one_spelling_needs_no_other(tmp_path: Path) -> None:
    assert proposed(week(tmp_path, "survey_w01.csv", ["web", "app"])) == {}


def test_what_occurs_is_spelled_as_most_often(tmp_path: Path) -> None:
    assert proposed(week(tmp_path, "survey_w01.csv", ["web", "app", "web", "WEB"])) == {"WEB": "web"}
    assert proposed(week(tmp_path, "other.csv", ["Web", "Web", "app", "web"])) == {"web": "Web"}


def test_what_occurs_in_another_week_is_spelled_as_here(tmp_path: Path) -> None:
    path = week(tmp_path, "survey_w01.csv", ["web", "app"])
    week(tmp_path, "survey_w02.csv", ["web", "web", "APP", "app", "app"])
    assert proposed(path) == {"APP": "app"}


@pytest.mark.parametrize(
    ("name", "header"), [("returns_w02.csv", HEADER), ("survey_w02.csv", "response id,nps,medium")]
)
def test_another_family_says_nothing(tmp_path: Path, name: str, header: str) -> None:
    path = week(tmp_path, "survey_w01.csv", ["web", "app"])
    week(tmp_path, name, ["web", "APP"], header)
    assert proposed(path) == {}


def test_a_neighbour_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    path = week(tmp_path, "survey_w01.csv", ["web", "app"])
    (tmp_path / "survey_w02.csv").write_bytes(b"")
    (tmp_path / "survey_w03.csv").mkdir()
    assert proposed(path) == {}
