"""Qualtrics: three header rows, groups of NPS, embedded data, previews and spam."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

NAME = "qualtrics_relationship.csv"


def test_the_questions_are_told_by_their_texts(example: Callable[[str], Any]) -> None:
    read = example(NAME)
    (block,) = read.mapping.blocks
    assert {column: (answer.metric, answer.touchpoint) for column, answer in block.unpivot.items()} == {
        "Q1": ("nps", ""),
        "Q2_1": ("csat", "Delivery"),
        "Q2_2": ("csat", "Help on the phone"),
        "Q3": ("ces", ""),
        "Q4": ("choice", ""),
        "Q4_5_TEXT": ("text", ""),
        "Q5": ("text", ""),
    }
    assert "How likely are you to recommend us" in read.toml
    assert "the tool says so" in next(line for line in read.toml.splitlines() if line.startswith("Q1 ="))


def test_times_in_the_zone_that_the_third_row_names(example: Callable[[str], Any]) -> None:
    row = example(NAME).rows["feedback"][0]
    assert row["feedback_id"] == "R_000000000000001|Q1"
    assert row["answered_at"] == datetime(2026, 3, 2, 12, 4)  # noqa: DTZ001 - 13:04 in Warsaw, UTC without a zone
    assert (row["language"], row["channel"], row["customer_id"]) == ("pl", "anonymous", "C1001")


def test_previews_and_spam_are_no_answers(example: Callable[[str], Any]) -> None:
    rows = example(NAME).rows["feedback"]
    responses = {row["invitation_id"] for row in rows}
    assert len(responses) == 48
    assert not {"R_000000000000000", "R_000000000000009"} & responses
    assert {row["complete"] for row in rows if row["invitation_id"] == "R_000000000000006"} == {False}


def test_embedded_data_become_properties_and_people_stay_apart(example: Callable[[str], Any]) -> None:
    read = example(NAME)
    assert json.loads(read.rows["feedback"][0]["properties"]) == {"customer_tier": "silver", "store": "Łódź"}
    assert "RecipientLastName" in read.mapping.private.drop
    assert {row["kind"] for row in read.identifiers} == {"email"}


def test_an_export_without_the_rows_below_the_names(written: Callable[..., Any]) -> None:
    head = "ResponseId,RecordedDate,Finished,DistributionChannel,UserLanguage,Q1,Q1_NPS_GROUP\n"
    lines = [f"R_{number},2026-01-01 10:00:00,1,email,EN,{number % 3},Detractor\n" for number in range(20)]
    read = written(head + "".join(lines))
    assert read.preset == "qualtrics"
    assert {answer.metric for answer in read.mapping.blocks[0].unpivot.values()} == {"nps"}
    assert "Q1_NPS_GROUP" not in read.mapping.blocks[0].unpivot
