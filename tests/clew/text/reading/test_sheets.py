"""A comment and the ratings beside it are rows of their own and are found, ordered, counted and shown together."""

from __future__ import annotations

import pytest

from clew.questions.parse import parse_filter
from clew.text.reading import count_facets, read_feedback

SCALES = {"nps": (0, 10), "csat": (1, 5)}


def rating(metric, value):
    low, high = SCALES[metric]
    return {"metric": metric, "rating": value, "scale_min": low, "scale_max": high, "answered_at": "2026-01-05"}


@pytest.fixture
def lake(workspace, say, load):
    say(bare="no rating at all", own={**rating("nps", 10), "verbatim": "all in one row"})
    rows = []
    for name, nps, csat in (("s1", 3, 1), ("s2", 9, 5), ("a|s3", 6, 4)):
        said = {"verbatim": f"comment of {name}", "metric": "text", "answered_at": "2026-01-05"}
        rows.append({"feedback_id": f"{name}|comment", **said})
        rows.append({"feedback_id": f"{name}|nps", **rating("nps", nps)})
        rows.append({"feedback_id": f"{name}|csat", **rating("csat", csat)})
    load("feedback", rows)
    return workspace.snapshot()


def found(lake, engine, *where, **more):
    page = read_feedback(lake, engine, [parse_filter(text) for text in where], **more)
    return [row.feedback_id for row in page.rows]


def test_a_comment_is_found_by_the_ratings_of_its_sheet(lake, engine):
    assert set(found(lake, engine, "nps_class=promoter")) == {"own", "s2|comment"}
    assert set(found(lake, engine, "metric=nps", "rating<=6")) == {"s1|comment", "a|s3|comment"}
    assert found(lake, engine, "metric=csat", "rating=1") == ["s1|comment"]


def test_comments_are_ordered_by_the_ratings_of_their_sheets(lake, engine):
    order = ["own", "s2|comment", "a|s3|comment", "s1|comment", "bare"]
    assert found(lake, engine, order="highest") == order
    assert found(lake, engine, order="lowest") == [*order[-2::-1], "bare"]


def test_a_verbatim_carries_the_ratings_of_its_sheet(lake, engine):
    page = read_feedback(lake, engine, only=["a|s3|comment", "bare"])
    shown = {row.feedback_id: [(one.metric, one.rating) for one in row.ratings] for row in page.rows}
    assert shown == {"a|s3|comment": [("csat", 4), ("nps", 6)], "bare": []}
    assert page.count == 2


def test_only_some_and_none(lake, engine):
    assert found(lake, engine, only=["s1|comment"]) == ["s1|comment"]
    assert found(lake, engine, only=[]) == []


def test_facets_count_comments_by_the_ratings_of_their_sheets(lake, engine):
    counted = count_facets(lake, engine, facets=("nps_class", "metric", "rating"))
    assert counted["nps_class"] == {"detractor": 2, "promoter": 2}
    assert counted["metric"] == {"nps": 4, "csat": 3}
    assert sum(count_facets(lake, engine, facets=("metric",), only=["own"])["metric"].values()) == 1
