"""Each thing that happened is told once, whatever becomes of the files it stands in; nothing is cut off."""

from __future__ import annotations

import pytest
from tests.clew.customers.happening.watching import DAY, UNTIL, VISITED, Watcher, event

from clew.customers.happening import Sought, looking


def test_what_was_read_is_not_read_again(another):
    another.load("events", [event(number) for number in range(500)])
    watcher = Watcher(another, VISITED)
    assert len(watcher.look()) == 500
    assert watcher.rows >= 500
    assert watcher.look(UNTIL + DAY) == []
    assert (watcher.rows, watcher.asked) == (0, 0), "nothing came: nothing is asked"
    another.load("events", [event("new")])
    assert watcher.names(UNTIL + DAY) == ["event enew"]
    assert watcher.rows <= 2, "the new row, and when the next one comes due"
    assert len(watcher.scanned) == 1


def test_a_page_ends_among_rows_of_one_moment_and_none_is_lost_or_told_twice(another, monkeypatch):
    monkeypatch.setattr(looking, "PAGE", 7)
    customers = ("k1", "k2", "k3")
    another.load("events", [event(f"{n:03}", customer=customers[n % 3]) for n in range(50)])
    another.load("events", [event("late", at="2026-01-10T00:00:01"), event("early", at="2026-01-09")])
    names = Watcher(another, VISITED).names()
    assert len(names) == len(set(names)) == 52
    assert (names[0], names[-1]) == ("event eearly", "event elate")


@pytest.mark.parametrize("rows", [6, 7, 8, 14])
def test_pages_that_are_just_full(another, monkeypatch, rows):
    monkeypatch.setattr(looking, "PAGE", 7)
    another.load("events", [event(number) for number in range(rows)])
    assert len(Watcher(another, VISITED).look()) == rows


def test_what_comes_late_is_told_and_what_is_too_old_is_not(another):
    another.load("events", [event(1, at="2026-01-19")])
    watcher = Watcher(another, VISITED)
    assert watcher.names(UNTIL, UNTIL - 7 * DAY) == ["event e1"]
    later = UNTIL + 5 * DAY
    another.load("events", [event(2, at="2026-01-19"), event(3, at="2026-01-17T23:59:59"), event(4, at="2026-01-18")])
    assert watcher.names(later, later - 7 * DAY) == ["event e4", "event e2"]


def test_what_has_not_happened_yet_is_told_when_it_has_and_its_file_alone_is_read(another):
    another.load("events", [event(1)])
    watcher = Watcher(another, VISITED)
    watcher.look()
    another.load("events", [event(2, at="2026-01-20T00:00:00.000001"), event(3, at="2026-01-22"), event(4)])
    assert watcher.names() == ["event e4"]
    assert watcher.names(UNTIL) == [] and watcher.asked == 0  # noqa: PT018 - the second only after the first
    assert watcher.names(UNTIL + DAY) == ["event e2"]
    assert len(watcher.scanned) == 1
    assert watcher.names(UNTIL + 2 * DAY) == ["event e3"]
    assert watcher.names(UNTIL + 3 * DAY) == [] and watcher.asked == 0  # noqa: PT018


def test_what_happened_at_the_very_moment_of_a_look_is_told_by_that_one_alone(another):
    another.load("events", [event(1, at="2026-01-20"), event(2, at="2026-01-20T00:00:00.000001")])
    watcher = Watcher(another, VISITED)
    assert watcher.names(UNTIL) == ["event e1"]
    assert watcher.names(UNTIL + DAY) == ["event e2"]
    another.load("events", [event(3, at="2026-01-20")])
    assert watcher.names(UNTIL + DAY) == ["event e3"]


def test_files_that_were_written_anew_are_read_once_more_and_then_no_more(another):
    watcher = Watcher(another, VISITED)
    for number in range(66):
        another.load("events", [event(number)])
        assert watcher.names() != []
    assert len(another.workspace.snapshot().views["events"].files) < 5, "they were put together"
    before = len(watcher.mark.files)
    watcher.look()
    assert before < 5, "names of files that are gone are not kept"
    assert watcher.look() == [] and watcher.asked == 0  # noqa: PT018


def test_another_rule_or_a_new_name_of_a_touchpoint_reads_all_again(another):
    another.load("events", [event(1, touchpoint="shop"), event(2, touchpoint="store")])
    watcher = Watcher(another, VISITED)
    watcher.look()
    watcher.sought = Sought(after="event", touchpoint="shop")
    assert watcher.names() == ["event e1"]
    another.workspace.rename("touchpoint", "store", "shop")
    another.workspace.catch_up()
    assert watcher.names() == ["event e1", "event e2"]


def test_a_look_that_is_not_kept_is_done_again(another):
    another.load("events", [event(1)])
    watcher = Watcher(another, VISITED)
    assert watcher.names(keeps=False) == watcher.names() == ["event e1"]
