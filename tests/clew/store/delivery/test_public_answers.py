"""What a public key says of an answer, which anybody may, changes no answer that came another way."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import permutations

import pytest

from clew.engines.view_sql import view_sql
from clew.importers.tracking import PUBLIC
from clew.store.loading.system import QUARANTINE, read_system

EXPORT = [
    ("feedback_id", "customer_id", "metric", "rating", "scale_min", "scale_max", "answered_at", "version_at"),
    ("r1|nps", "c1", "nps", "9", "0", "10", "2026-11-02T08:00:00", "2026-11-02T08:00:00"),
]
BROWSER, SERVER = f"{PUBLIC}key", "key"


@pytest.fixture
def say(deliveries) -> Callable[..., None]:
    """Send a score by a key: as a record, or (``told``) as *Survey Answered*."""
    sent: list[str] = []

    def said(source: str, rating: int, at: str, feedback_id: str = "r1|nps", *, told: bool = False) -> None:
        sent.append(f"m{len(sent)}")
        properties = {"response_id": feedback_id, "metric": "nps", "score": rating, "scale_min": 0, "scale_max": 10}
        record = {"feedback_id": feedback_id, "metric": "nps", "rating": rating, "scale_min": 0, "scale_max": 10,
                  "answered_at": at, "version_at": at}  # fmt: skip
        event = {"userId": "c1", "event": "Survey Answered", "timestamp": at, "properties": properties}
        body = {"messageId": sent[-1], **(event if told else record)}
        deliveries.append("track" if told else "feedback", source, json.dumps(body).encode())
        deliveries.commit()

    return said


@pytest.fixture
def ratings(workspace, rows_of) -> Callable[[], dict[str, float]]:
    """Give the scores as they stand once all that came is loaded."""

    def standing() -> dict[str, float]:
        workspace.catch_up()
        return {row["feedback_id"]: float(row["rating"]) for row in rows_of(workspace, "feedback")}

    return standing


@pytest.fixture
def source_of(workspace) -> Callable[[], dict[str, str]]:
    """Give the source of each answer that stands."""

    def read() -> dict[str, str]:
        with workspace.place.bench() as (bench, _):
            rows = bench.run(view_sql(workspace.snapshot().views["feedback"])).to_pylist()
        return {row["feedback_id"]: row["source"] for row in rows}

    return read


@pytest.mark.parametrize("told", [False, True])
def test_an_answer_of_a_file_or_of_a_server_stands_whatever_a_page_says(workspace, write_csv, say, ratings, told):
    workspace.import_files([write_csv("answers.csv", EXPORT)], table="feedback")
    say(SERVER, 8, "2026-11-03T08:00:00Z", "r2|nps")
    for feedback_id in ("r1|nps", "r2|nps"):
        say(BROWSER, 0, "2026-11-20T08:00:00Z", feedback_id, told=told)
    assert ratings() == {"r1|nps": 9, "r2|nps": 8}
    workspace.rebuild()
    assert ratings() == {"r1|nps": 9, "r2|nps": 8}


def test_a_page_may_say_more_of_its_own_answer_until_a_server_knows_better(say, ratings):
    say(BROWSER, 3, "2026-11-20T08:00:00Z")
    say(BROWSER, 5, "2026-11-20T08:01:00Z")
    assert ratings() == {"r1|nps": 5}
    say(SERVER, 7, "2026-11-19T08:00:00Z")  # later words of a page do not count against an earlier one of a server
    assert ratings() == {"r1|nps": 7}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_no_order_of_arrival_changes_who_is_believed(say, ratings, order):
    words = [(BROWSER, 1, 20), (SERVER, 7, 19), (SERVER, 6, 18)]
    for source, rating, day in (words[place] for place in order):
        say(source, rating, f"2026-11-{day}T08:00:00Z")
        ratings()
    assert ratings() == {"r1|nps": 7}


def test_what_a_page_said_otherwise_is_set_aside_and_a_row_names_who_said_it(workspace, say, ratings, source_of):
    say(SERVER, 8, "2026-11-03T08:00:00Z")
    say(BROWSER, 0, "2026-11-20T08:00:00Z")
    say(BROWSER, 0, "2026-11-20T08:00:00Z", "r9|nps")
    ratings()
    (done,) = read_system(workspace.place.lake, workspace.place.lake.current(), QUARANTINE).to_pylist()
    assert (done["table"], done["reason"], done["value"]) == ("feedback", "conflict", "r1|nps")
    assert source_of() == {"r1|nps": "tracking API", "r9|nps": "tracking API, public key"}
