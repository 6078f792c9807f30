"""Work within a moment: what is not there by then goes on in the background, and the page comes back for it.

Whoever asks for the same at the same lake version meanwhile waits for the same work. Answers are in the library's own
cache once they are there; here only what is under way is remembered.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, wait
from threading import BoundedSemaphore, Lock, Thread
from typing import Any, TypeVar, cast

import msgspec

from clew.questions.question import Question
from clew_server.insights.reading import Found, Reading
from clew_server.web.timing import asking

__all__ = ["PATIENCE", "answers", "answers_within", "done_within", "wait_for_all"]

#: How long a page waits before it shows the shape of what comes, in seconds.
PATIENCE = 0.3
#: So much work of single keys is done at a time; more waits for its turn.
AT_ONCE = 4
Result = TypeVar("Result")
_turns = BoundedSemaphore(AT_ONCE)
_under_way: dict[Hashable, Future[Any]] = {}
_lock = Lock()


def answers(reading: Reading, questions: Sequence[Question]) -> list[Found]:
    """Return all answers, waiting for what is under way."""
    with asking():
        return [future.result() for future in _asked(reading, questions)]


def answers_within(reading: Reading, questions: Sequence[Question], seconds: float) -> list[Found | None]:
    """Return the answers that are there within ``seconds``, None for those that are still being asked."""
    until = time.monotonic() + seconds
    with asking():
        return [_result(future, max(0.0, until - time.monotonic())) for future in _asked(reading, questions)]


def done_within(key: Hashable, work: Callable[[], Result], seconds: float | None) -> Result | None:
    """Return what ``work`` returns, None where it is not done within ``seconds`` (None: however long it takes).

    Work of the same ``key`` is done once at a time; what it raises is raised here, for all who wait. It runs in a
    thread of its own and must not touch the database.
    """
    with _lock:
        future = _under_way.get(key)
        is_mine = future is None
        if future is None:
            future = _under_way[key] = Future()
    if is_mine:
        Thread(target=_work, args=(key, work), name="work", daemon=True).start()
    with asking():
        return cast("Result | None", _result(future, seconds))


def wait_for_all(seconds: float | None = None) -> bool:
    """Return whether nothing is under way any more, after waiting for it, ``seconds`` at most (None: for good)."""
    until = None if seconds is None else time.monotonic() + seconds
    while True:
        with _lock:
            futures = list(_under_way.values())
        if not futures:
            return True
        left = None if until is None else until - time.monotonic()
        if left is not None and left <= 0:
            return False
        wait(futures, left)


def _result(future: Future[Any], seconds: float | None) -> Any:
    try:
        return future.result(seconds)
    except TimeoutError:
        if future.done():  # the work itself ran out of its time
            raise
        return None


def _asked(reading: Reading, questions: Sequence[Question]) -> list[Future[Found]]:
    keys = [_key(reading, question) for question in questions]
    mine: dict[Hashable, Question] = {}
    with _lock:
        for key, question in zip(keys, questions, strict=True):
            if key not in _under_way:
                _under_way[key] = Future()
                mine[key] = question
        futures = [_under_way[key] for key in keys]
    if mine:
        Thread(target=_ask, args=(reading, mine), name="answers", daemon=True).start()
    return futures


def _ask(reading: Reading, mine: dict[Hashable, Question]) -> None:
    keys = list(mine)
    try:
        reading.ask_all(list(mine.values()), lambda place, found: _settle(keys[place], found))
    except BaseException as error:  # noqa: BLE001 - whoever waits is told, whatever it was
        for key in keys:
            _settle(key, error=error)


def _work(key: Hashable, work: Callable[[], Any]) -> None:
    try:
        with _turns:
            found = work()
        _settle(key, found)
    except BaseException as error:  # noqa: BLE001 - whoever waits is told, whatever it was
        _settle(key, error=error)


def _settle(key: Hashable, result: Any = None, error: BaseException | None = None) -> None:
    with _lock:
        future = _under_way.pop(key, None)
    if future is None:
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)


def _key(reading: Reading, question: Question) -> Hashable:
    return str(reading.workspace.id), reading.snapshot.version, msgspec.json.encode(question)
