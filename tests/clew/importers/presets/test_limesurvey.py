"""LimeSurvey: codes or full texts as the header, those who broke off apart from those who finished."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

FULL = "results-survey482914_full.csv"
CODES = "results-survey482913.csv"


def test_codes_and_full_texts_give_the_same_answers(example: Callable[[str], Any]) -> None:
    def told(name: str, *fields: str) -> list[tuple[Any, ...]]:
        return sorted(tuple(str(row.get(each)) for each in fields) for row in example(name).rows["feedback"])

    fields = ("invitation_id", "rating", "answered_at", "complete", "language", "verbatim")
    rated = [row for row in told(FULL, *fields) if row[1] != "None"]
    assert rated == [row for row in told(CODES, *fields) if row[1] != "None"]
    assert len(rated) > 200


def test_full_texts_say_what_is_measured_and_of_what(example: Callable[[str], Any]) -> None:
    block = example(FULL).mapping.blocks[0]
    asked = {column: (answer.metric, answer.touchpoint, answer.into) for column, answer in block.unpivot.items()}
    assert asked == {
        "How likely are you to recommend us to a friend or colleague?": ("nps", "", "rating"),
        "How satisfied are you with the following? [Delivery]": ("csat", "Delivery", "rating"),
        "How satisfied are you with the following? [Prices]": ("csat", "Prices", "rating"),
        "How easy was it to get your question answered?": ("ces", "", "rating"),
        "Where do you live?": ("choice", "", "choice"),
        "Where do you live? [Other]": ("choice", "", "choice"),
        "Why?": ("text", "", "verbatim"),
    }
    assert block.values["rating"] == {"0 - Not at all likely": "0", "10 - Extremely likely": "10"}


def test_those_who_broke_off_are_not_complete(example: Callable[[str], Any]) -> None:
    rows = example(CODES).rows["feedback"]
    assert Counter(row["complete"] for row in rows) == {True: 350, False: 70}
    assert all("answered_at" in row for row in rows)


def test_the_survey_stands_before_the_number(example: Callable[[str], Any]) -> None:
    read = example(CODES)
    assert {row["feedback_id"].partition("|")[0] for row in read.rows["feedback"]} == {"survey482913"}
    assert {"ipaddr", "refurl"} == set(read.mapping.private.drop)
    assert not {"seed", "interviewtime", "groupTime21", "lastpage"} & set(read.mapping.blocks[0].unpivot)


def test_no_date_stamps_and_no_tokens(written: Callable[..., Any]) -> None:
    text = "id,submitdate,lastpage,startlanguage,NPS\n" + "".join(
        f"{number},1980-01-01 00:00:00,2,pl,{number % 11}\n" for number in range(1, 30)
    )
    read = written(text, "wyniki.csv")
    rows = read.rows["feedback"]
    assert len(read.mapping.blocks) == 1
    assert not any("answered_at" in row for row in rows)
    assert rows[0]["invitation_id"] == "wyniki|1"
