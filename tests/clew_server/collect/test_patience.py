"""Many waits, one timer: each ends when its time is over, and none before."""

from __future__ import annotations

import asyncio

import pytest

from clew_server.collect.patience import Patience


def test_what_comes_in_time_is_given():
    async def run():
        patience = Patience(30)
        return await asyncio.gather(*(patience.wait(asyncio.sleep(0.001 * n, n)) for n in range(20)))

    assert asyncio.run(run()) == list(range(20))


def test_what_does_not_come_is_over_and_cancelled_also_behind_one_that_came():
    async def run():
        patience, never = Patience(0.05), [asyncio.Event() for _ in range(3)]
        waiting = [asyncio.ensure_future(patience.wait(one.wait())) for one in never]
        never[0].set()
        said = await asyncio.gather(*waiting, return_exceptions=True)
        later = await patience.wait(asyncio.sleep(0, "again"))
        return said, later, [len(one._waiters) for one in never]

    said, later, left = asyncio.run(asyncio.wait_for(run(), 10))
    assert said[0] is True
    assert [type(one) for one in said[1:]] == [TimeoutError, TimeoutError]
    assert later == "again"
    assert left == [0, 0, 0], "what nobody waits for any more is not kept"


def test_one_that_begins_later_ends_later():
    async def run():
        patience, ended = Patience(0.1), list[str]()

        async def one(name: str) -> None:
            with pytest.raises(TimeoutError):
                await patience.wait(asyncio.Event().wait())
            ended.append(name)

        first = asyncio.ensure_future(one("first"))
        await asyncio.sleep(0.05)
        second = asyncio.ensure_future(one("second"))
        await first
        so_far = list(ended)
        await second
        return so_far, ended

    assert asyncio.run(asyncio.wait_for(run(), 10)) == (["first"], ["first", "second"])


def test_who_is_cancelled_by_others_is_cancelled():
    async def run():
        task = asyncio.ensure_future(Patience(30).wait(asyncio.Event().wait()))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())


def test_a_loop_that_ended_while_somebody_waited_keeps_no_other_from_ending():
    patience = Patience(0.05)

    async def late():
        with pytest.raises(TimeoutError):
            await patience.wait(asyncio.Event().wait())
        return True

    assert asyncio.run(patience.wait(asyncio.sleep(0, "come"))) == "come"
    assert asyncio.run(asyncio.wait_for(late(), 10))


def test_waits_that_ended_are_not_kept():
    async def run():
        patience = Patience(3600)
        for _ in range(1000):
            await patience.wait(asyncio.sleep(0))
        return len(patience._waits)

    assert asyncio.run(run()) <= 1
