"""Where people leave."""

from __future__ import annotations

from statistics import median_low

import pytest

from clew.surveys.results.leaving import leaving, time_taken

from .random_responses import SURVEY, responses


def test_each_page_against_counting():
    came = responses(11, 300)
    for page in leaving(SURVEY, came):
        stopped = sum(one.at == page.page for one in came)
        passed = [one for one in came if page.page in one.left]
        assert (page.stopped, page.reached) == (stopped, stopped + len(passed))
        assert page.share.value == pytest.approx(stopped / page.reached)
        assert page.seconds.value == median_low([one.seconds[page.page] for one in passed])
    assert leaving(SURVEY, came)[0].reached == 300


def test_the_time_of_those_who_finished():
    came = responses(12, 200)
    times = [sum(one.seconds.values()) for one in came if one.is_finished]
    assert time_taken(came).value == median_low(times)
    assert time_taken(came).n == len(times) < 200


def test_no_times():
    assert time_taken([]).value is None
