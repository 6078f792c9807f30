"""Work within a moment: done once at a time, not waited for too long, its faults told to whoever waits."""

from __future__ import annotations

from threading import Barrier, Event, Thread
from types import SimpleNamespace

import pytest
from django.http import QueryDict

from clew.errors import UsageError
from clew_server.insights.reading import Reading
from clew_server.insights.waiting import AT_ONCE, answers, answers_within, done_within, wait_for_all


class Slow:
    """A reading whose answers wait for a sign."""

    def __init__(self):
        self.workspace = self.snapshot = self
        self.id, self.version = "w", 1
        self.may, self.asked = Event(), []

    def ask_all(self, questions, each):
        self.asked.append(list(questions))
        self.may.wait(5)
        for place, question in enumerate(questions):
            each(place, f"answer to {question}")


@pytest.fixture
def slow():
    reading = Slow()
    yield reading
    reading.may.set()
    wait_for_all()


def test_what_is_not_there_in_time_is_none_and_asked_only_once(slow):
    assert answers_within(slow, ["a", "b"], 0.01) == [None, None]
    assert answers_within(slow, ["b", "c"], 0.01) == [None, None]
    slow.may.set()
    assert answers(slow, ["a", "c"]) == ["answer to a", "answer to c"]
    assert slow.asked[:2] == [["a", "b"], ["c"]]


def test_another_lake_version_is_another_question(slow):
    answers_within(slow, ["a"], 0.01)
    slow.version = 2
    answers_within(slow, ["a"], 0.01)
    assert slow.asked == [["a"], ["a"]]


def test_a_fault_is_told_to_whoever_waits_and_not_kept():
    def fails():
        raise UsageError("no")

    with pytest.raises(UsageError, match="no"):
        done_within("key", fails, None)
    assert done_within("key", lambda: 3, None) == 3


def test_what_is_quick_is_there_at_once_and_not_kept():
    assert done_within("quick", lambda: 1, 5.0) == 1
    assert done_within("quick", lambda: 2, 5.0) == 2


def test_what_takes_long_goes_on_and_whoever_waits_for_all_is_told():
    go = Event()
    assert done_within("long", lambda: go.wait(20) and "answer", 0.01) is None
    assert not wait_for_all(0.01)
    go.set()
    assert done_within("long", lambda: "answer", 20.0) == "answer"
    assert wait_for_all(20.0)


def test_only_so_much_is_done_at_a_time():
    go, running, most = Event(), [], []

    def work():
        running.append(1)
        most.append(len(running))
        go.wait(20)
        running.pop()
        return 1

    for key in range(AT_ONCE + 3):
        assert done_within(("many", key), work, 0.05) is None
    assert len(most) == AT_ONCE
    go.set()
    assert wait_for_all(20.0)
    assert (len(most), max(most)) == (AT_ONCE + 3, AT_ONCE)


def test_work_of_one_key_is_done_once_for_all_who_wait():
    count, together, may = [], Barrier(5), Event()

    def work():
        count.append(1)
        may.wait(5)
        return 7

    found = []

    def wait():
        together.wait()
        found.append(done_within("shared", work, None))

    threads = [Thread(target=wait) for _ in range(4)]
    for thread in threads:
        thread.start()
    together.wait()
    assert done_within("shared", work, 0.05) is None
    may.set()
    for thread in threads:
        thread.join()
    assert found == [7] * 4
    assert len(count) == 1


def test_a_question_that_is_refused_does_not_spoil_the_others(company, monkeypatch):
    reading = Reading(SimpleNamespace(member=None, workspace=company, GET=QueryDict("")))
    good, bad = reading.asked.question("nps"), reading.asked.question("csat")
    together, ask = reading.handle.ask_together, reading.ask

    def refuse(given):
        if bad in (given if isinstance(given, list) else [given]):
            raise UsageError("not these data")
        return together(given) if isinstance(given, list) else ask(given)

    monkeypatch.setattr(reading.handle, "ask_together", refuse)
    monkeypatch.setattr(reading, "ask", refuse)
    found = answers(reading, [bad, good])
    assert str(found[0]) == "not these data"
    assert found[1].answer.rows == reading.handle.answer(good).answer.rows
