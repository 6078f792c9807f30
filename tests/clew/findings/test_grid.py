"""A grid pools what statistics pool, says pain and success only where they allow, and never shows a small group."""

from __future__ import annotations

import csv

import numpy as np
import pytest

import clew
from clew.errors import UsageError
from clew.questions.parse import parse_question
from clew.stats.pooling.categories import pool_nps, pool_proportions
from clew.stats.pooling.means import pool_means

SIZES = {"web": 400, "shop": 400, "phone": 400, "fax": 12, "post": 3}


@pytest.fixture(scope="module")
def answers():
    """Ratings by channel: the phone is worse, the fax looks terrible by luck, the post is three people."""
    rng = np.random.default_rng(1)
    chances = {"web": 0.6, "shop": 0.6, "phone": 0.3, "fax": 0.5, "post": 0.5}
    return {name: np.where(rng.random(n) < chances[name], 9, 3) for name, n in SIZES.items()}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, answers):
    folder = tmp_path_factory.mktemp("grid")
    with (folder / "feedback.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["feedback_id", "customer_id", "metric", "program", "scale_min", "scale_max", "rating",
                         "answered_at", "channel", "touchpoint"])  # fmt: skip
        number = 0
        for channel, ratings in answers.items():
            for rating in ratings:
                number += 1
                for metric, given, top in (("nps", rating, 10), ("ces", 1 + rating % 7, 7)):
                    writer.writerow([f"{metric}{number}", f"c{number}", metric, "relationship", int(top == 7), top,
                                     given, "2026-03-01T10:00:00Z", channel, "Repair"])  # fmt: skip
    with clew.open(folder / "data") as opened:
        opened.import_file(folder / "feedback.csv", table="feedback")
        yield opened


def cells(grid):
    return {cell.where["channel"]: cell for cell in grid.cells}


def test_scores_are_those_of_the_pooling_and_of_the_question(workspace, answers):
    grid = workspace.grid(parse_question("nps", by="channel"))
    found = cells(grid)
    names = [cell.where["channel"] for cell in grid.cells]
    counts = [[int((answers[name] == rating).sum()) for name in names] for rating in (3, 8, 9)]
    for name, pooled in zip(names, pool_nps(*counts), strict=True):
        if SIZES[name] >= 5:
            assert found[name].pooled.value == pytest.approx(100 * pooled.value)
            assert (found[name].pooled.lo, found[name].pooled.hi) == pytest.approx((100 * pooled.lo, 100 * pooled.hi))
    told = {row.dimensions["channel"]: row for row in workspace.ask("nps", by="channel").answer.rows}
    for name, cell in found.items():
        assert (cell.own.value, cell.own.lo, cell.own.hi, cell.own.n) == (
            told[name].value, told[name].lo, told[name].hi, told[name].n)  # fmt: skip


def test_shares_and_means_are_pooled_by_their_own_models(workspace, answers):
    share = workspace.grid(parse_question("nps.promoters", by="channel"))
    names = [cell.where["channel"] for cell in share.cells]
    pooled = pool_proportions([int((answers[n] == 9).sum()) for n in names], [SIZES[n] for n in names])
    assert [c.pooled.value for c in share.cells if not c.is_suppressed] == pytest.approx(
        [p.value for p, n in zip(pooled, names, strict=True) if SIZES[n] >= 5])  # fmt: skip
    mean = workspace.grid(parse_question("nps.mean", by="channel"))
    means = [answers[n].mean() for n in names]
    errors = [answers[n].std(ddof=1) / len(answers[n]) ** 0.5 for n in names]
    drawn = pool_means(means, errors, [SIZES[n] for n in names])
    assert [c.pooled.value for c in mean.cells if not c.is_suppressed] == pytest.approx(
        [p.value for p, n in zip(drawn, names, strict=True) if SIZES[n] >= 5], rel=1e-6)  # fmt: skip


def test_pain_is_said_of_the_phone_and_of_no_small_group(workspace):
    found = cells(workspace.grid(parse_question("nps", by="channel")))
    assert found["phone"].standing == "pain"
    assert found["phone"].difference.beyond_chance
    assert found["fax"].standing is None
    assert {found[name].standing for name in ("web", "shop")} == {None}


def test_which_side_is_pain_is_the_metrics_own_direction(workspace):
    """The same ratings as effort (less is good) and as ease (more is good): the phone, rated higher."""
    effort = cells(workspace.grid(parse_question("ces", by="channel", settings={"version": "v1"})))
    ease = cells(workspace.grid(parse_question("ces", by="channel", settings={"version": "v2"})))
    assert (effort["phone"].standing, ease["phone"].standing) == ("pain", "success")


def test_a_group_under_the_smallest_shows_nothing_but_that_it_is_there(workspace):
    post = cells(workspace.grid(parse_question("nps", by="channel")))["post"]
    assert post.is_suppressed
    assert post.own.value is post.pooled.value is post.pooled.lo is post.difference.difference is post.standing is None


def test_two_dimensions_cross(workspace):
    grid = workspace.grid(parse_question("nps", by="touchpoint,channel"))
    assert grid.by == ("touchpoint", "channel")
    assert {cell.where["touchpoint"] for cell in grid.cells} == {"Repair"}
    assert grid.whole.n == sum(SIZES.values())
    assert grid.split == ()


@pytest.mark.parametrize(("metric", "by"), [("nps.answers", "channel"), ("nps", ()), ("resolution_time", "channel")])
def test_what_cannot_be_pooled_is_refused_in_words(workspace, metric, by):
    with pytest.raises(UsageError, match="cannot be pooled"):
        workspace.grid(parse_question(metric, by=by))


def test_a_time_is_pooled_as_the_share_done_within_it(workspace):
    grid = workspace.grid(parse_question("resolution_time.within", by="channel"))
    assert grid.cells == ()
    assert grid.whole.n == 0
