"""A disk that takes nothing more: nothing is acknowledged that is not on it, reads go on, it recovers by itself."""

from __future__ import annotations

import errno
import json

import pytest

from clew.store import durable
from clew_server.collect import committing


class Disk:
    """Stands before the disk: it refuses the n-th write from now on, and all after it, until it is emptied."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, error: int) -> None:
        self.left, self._error = 10**9, error
        for name in ("write", "sync_data"):
            monkeypatch.setattr(durable, name, self._through(getattr(durable, name)))

    def _through(self, real):
        def call(*given):
            self.left -= 1
            if self.left < 0:
                raise OSError(self._error, "refused")
            return real(*given)

        return call


@pytest.fixture(params=[errno.ENOSPC, errno.EIO], ids=["full", "broken"])
def disk(request, monkeypatch) -> Disk:
    monkeypatch.setattr(committing, "AFTER_A_REFUSAL", 0.0)
    return Disk(monkeypatch, request.param)


def send(ask, token: str, number: int) -> int:
    reply = ask("/v1/track", {"userId": "u1", "event": "E", "messageId": f"m{number}"}, token)
    if reply.status != 200:
        assert (reply.status, reply.document["code"]) == (503, "disk")
        assert int(reply.headers["retry-after"]) > 0
    return reply.status


@pytest.mark.parametrize("writes", range(6))
def test_what_was_acknowledged_is_there_and_it_recovers_by_itself(ask, key_of, messages, disk, writes):
    token = key_of("collect")
    acknowledged = [number for number in range(3) if send(ask, token, number) == 200]
    assert acknowledged == [0, 1, 2]
    disk.left = writes
    acknowledged += [number for number in range(3, 20) if send(ask, token, number) == 200]
    assert len(acknowledged) < 20
    assert ask("/v1/key", b"", key_of("read"), method="GET").status == 200, "reads go on"
    disk.left = 10**9
    assert send(ask, token, 99) == 200, "nobody has to start it again"
    on_the_disk = {json.loads(text)["messageId"] for text in messages()}
    assert not {f"m{number}" for number in [*acknowledged, 99]} - on_the_disk
