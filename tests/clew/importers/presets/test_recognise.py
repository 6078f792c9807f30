"""Which preset a file is recognised as, and that what is proposed for it loads and takes every row."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clew.cli.app import run
from clew.importers import load_mapping, open_source, suggest_mapping
from clew.importers.presets import PRESETS, recognise

EXAMPLES = {
    "zendesk_tickets.csv": ("zendesk-csv", {"tickets": 40, "feedback": 25}),
    "zendesk_tickets.json": ("zendesk-json", {"tickets": 40, "feedback": 25}),
    "qualtrics_relationship.csv": ("qualtrics", {"feedback": 336}),
    "results-survey482913.csv": ("limesurvey", {"feedback": 420}),
    "results-survey482914_full.csv": ("limesurvey", {"feedback": 420}),
    "polaczenia.csv": ("calls", {"calls": 60}),
    "contact_centre.csv": ("calls", {"calls": 50}),
    "reviews_com.example.shop_202603.csv": ("google-play-csv", {"feedback": 30}),
    "google_play_api.json": ("google-play-json", {"feedback": 20}),
    "app_store.json": ("app-store", {"feedback": 20}),
    "google_business.json": ("google-business", {"feedback": 20}),
    "orders.csv": ("orders", {"events": 145, "promises": 40, "purchases": 35}),
    "order_reviews.csv": ("order-reviews", {"feedback": 30}),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_export_is_recognised_and_every_row_of_it_is_taken(name: str, example: Callable[[str], Any]) -> None:
    read = example(name)
    preset, tables = EXAMPLES[name]
    assert read.preset == preset
    assert read.toml.startswith(f"# Recognised: {PRESETS[preset].title}.")
    assert {table: len(rows) for table, rows in read.rows.items()} == tables
    assert read.rejected == []
    assert read.mapping.tables_without_key == ()


@pytest.mark.parametrize("name", EXAMPLES)
def test_ids_never_repeat(name: str, example: Callable[[str], Any]) -> None:
    ids = {"tickets": "ticket_id", "calls": "call_id", "feedback": "feedback_id", "promises": "promise_id"}
    for table, rows in example(name).rows.items():
        names = [row[ids[table]] for row in rows] if table in ids else []
        assert len(names) == len(set(names))


def test_every_preset_but_those_of_registers_has_an_example() -> None:
    shown = {preset for preset, _ in EXAMPLES.values()}
    assert set(PRESETS) - shown == {"order-customers", "order-payments"}


@pytest.mark.parametrize(
    "header",
    [
        "id,score,comment,created_at",
        "ticket id,requester,status,created at",
        "date,rating,body,territory name",
        "id,start date,agent,notes",
        "reviewId,score,comment",
    ],
)
def test_other_files_are_left_to_the_usual_suggestion(tmp_path: Path, header: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(header + "\n" + ",".join("x" for _ in header.split(",")) + "\n")
    with open_source(path) as source:
        assert recognise(source) is None
        assert "Recognised" not in suggest_mapping(source)


def test_a_header_alone_is_enough(tmp_path: Path) -> None:
    whole = (Path(__file__).parents[4] / "examples" / "tools" / "zendesk_tickets.csv").read_text()
    path = tmp_path / "empty.csv"
    path.write_text(whole.splitlines()[0] + "\n")
    with open_source(path) as source:
        assert load_mapping(suggest_mapping(source)).tables == ("tickets", "feedback")


def test_the_command_line_says_which(example: Callable[[str], Any], capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(__file__).parents[4] / "examples" / "tools" / "orders.csv"
    assert run(["--json", "suggest", str(path)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["preset"], document["mapping"]) == ("orders", example("orders.csv").toml)


def test_names_differ_in_case_and_signs_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Order ID;ORDER PURCHASE TIMESTAMP;order-estimated-delivery-date\n1;2026-01-02;2026-01-09\n")
    with open_source(path) as source:
        found = recognise(source)
        block = next(block for block in load_mapping(suggest_mapping(source)).blocks if block.table == "promises")
    assert found is PRESETS["orders"]
    assert block.columns["due_at"] == "order-estimated-delivery-date"
