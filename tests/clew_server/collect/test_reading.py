"""Bodies: as fast as they must come, as much as may be held, never more unpacked than may be."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import Awaitable, Callable, Iterator

import pytest

from clew_server.collect.bodies.reading import LONGEST, Held, read_body, unpacked
from clew_server.collect.replies import RefusedError

MOST = 500_000
Receive = Callable[[], Awaitable[dict]]


class Turned(asyncio.SelectorEventLoop):
    """An event loop whose clock is turned by hand."""

    now = 1000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def loop() -> Iterator[Turned]:
    found = Turned()
    yield found
    found.close()


def coming(loop: Turned, *parts: tuple[float, int], ends: bool = True) -> Receive:
    """Bytes that come after so many seconds each; where the last does not end, nothing more comes."""
    left = list(parts)

    async def receive() -> dict:
        if not left:
            loop.now += 1000
            for _ in range(5):
                await asyncio.sleep(0)
            raise AssertionError("it was waited for")
        seconds, size = left.pop(0)
        loop.now += seconds
        for _ in range(3):  # time enough for what is due to be called
            await asyncio.sleep(0)
        return {"type": "http.request", "body": b"x" * size, "more_body": bool(left) or not ends}

    return receive


def read(loop: Turned, receive: Receive, most: int = MOST, held: Held | None = None, said: int | None = None) -> bytes:
    return loop.run_until_complete(read_body(receive, said, most, held or Held(10**9)))


def status(refusal: pytest.ExceptionInfo[RefusedError]) -> int:
    return refusal.value.reply.status


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([(0, 100)], id="at once"),
        pytest.param([(9, 100)], id="within the grace"),
        pytest.param([(9, 5 * 1024), (5, 100)], id="fast enough from then on"),
        pytest.param([(1, 100_000)] * 5, id="large and fast"),
        pytest.param([(9, 200_000), (20, 1)], id="whole just before the end"),
    ],
)
def test_what_comes_fast_enough_is_read(loop, parts):
    held = Held(10**9)
    body = read(loop, coming(loop, *parts), held=held)
    assert len(body) == held.now == sum(size for _, size in parts)


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([(11, 100)], id="nothing for too long"),
        pytest.param([(1, 1)] * 40, id="a byte a second"),
        pytest.param([(9, 3 * 1024), (5, 100)], id="slower than a kilobyte a second"),
        pytest.param([(2, 60_000)] * 8 + [(15, 1)], id="fast and never whole"),
    ],
)
def test_what_comes_too_slowly_is_not_waited_for_and_no_longer_held(loop, parts):
    held = Held(10**9)
    with pytest.raises(RefusedError) as refusal:
        read(loop, coming(loop, *parts), held=held)
    assert status(refusal) == 408
    assert held.now == 0


def test_no_body_is_waited_for_longer_than_half_a_minute():
    assert LONGEST <= 30


def test_a_body_that_ends_early_is_refused(loop):
    async def receive() -> dict:
        return {"type": "http.disconnect"}

    with pytest.raises(RefusedError) as refusal:
        read(loop, receive)
    assert status(refusal) == 400


@pytest.mark.parametrize("said", [None, MOST + 1, 10**15])
def test_a_body_over_the_limit_is_refused_without_being_held(loop, said):
    held = Held(10**9)
    with pytest.raises(RefusedError) as refusal:
        read(loop, coming(loop, *[(0, MOST // 4)] * 10), held=held, said=said)
    assert status(refusal) == 413
    assert held.now == 0


def test_too_much_that_is_held_refuses_who_comes_next_and_nobody_for_good(loop):
    held = Held(1000)
    first = read(loop, coming(loop, (0, 800)), held=held)
    with pytest.raises(RefusedError) as refusal:
        read(loop, coming(loop, (0, 100), (0, 200)), held=held)
    assert (status(refusal), held.now) == (503, 800)
    held.remove(len(first))
    assert len(read(loop, coming(loop, (0, 300)), held=held)) == 300


def test_a_packed_body_is_unpacked():
    text = b'{"a": 1}' * 100
    assert unpacked(text, "", MOST) == text
    assert unpacked(gzip.compress(text), "gzip", MOST) == text
    assert unpacked(zlib.compress(text), "deflate", MOST) == text
    assert unpacked(gzip.compress(text[:100]) + gzip.compress(text[100:]), "gzip", MOST) == text
    assert unpacked(gzip.compress(text), "gzip", len(text)) == text


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(gzip.compress(bytes(100 * 1024**2)), id="a hundred megabytes"),
        pytest.param(gzip.compress(bytes(MOST)) + gzip.compress(b"1"), id="one byte too many, in the second part"),
        pytest.param(gzip.compress(bytes(MOST // 8)) * 10, id="in ten parts"),
    ],
)
def test_a_bomb_is_refused_and_never_unpacked(bomb):
    tracemalloc.start()
    try:
        with pytest.raises(RefusedError) as refusal:
            unpacked(bomb, "gzip", MOST)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert status(refusal) == 413
    assert peak < 4 * MOST + 2 * len(bomb)


@pytest.mark.parametrize("kept", [0, 1, 17, -9, -1])
def test_a_packed_body_that_is_cut_is_refused(kept):
    packed = gzip.compress(b'{"a": 1}' * 100)
    with pytest.raises(RefusedError) as refusal:
        unpacked(packed[:kept], "gzip", MOST)
    assert status(refusal) == 400


def test_thousands_of_empty_parts_are_refused_before_they_cost_anything():
    with pytest.raises(RefusedError) as refusal:
        unpacked(gzip.compress(b"") * 20_000, "gzip", MOST)
    assert status(refusal) == 400
