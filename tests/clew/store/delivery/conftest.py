"""Messages sent to a workspace, and what its tables say then."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from clew.store.delivery import Deliveries


@pytest.fixture
def deliveries(workspace, clock):
    opened = Deliveries.of(workspace, clock)
    yield opened
    opened.close()


@pytest.fixture
def send(deliveries) -> Callable[..., None]:
    """Send messages as one batch and wait until they are on the disk."""

    def sent(*messages: Any, sent_at: str | None = None, shape: str = "batch") -> None:
        body = {"batch": list(messages), "sentAt": sent_at} if shape == "batch" else messages[0]
        deliveries.append(shape, "key", json.dumps(body).encode())
        deliveries.commit()

    return sent


@pytest.fixture
def track() -> Callable[..., dict[str, Any]]:
    """Return a tracked event."""

    def made(message_id: str, event: str = "Opened", user: str = "u1", **more: Any) -> dict[str, Any]:
        properties = {name: value for name, value in more.items() if name != "timestamp"}
        at = more.get("timestamp", "2026-11-21T08:00:00Z")
        return {"type": "track", "messageId": message_id, "userId": user, "event": event, "timestamp": at,
                "properties": properties}  # fmt: skip

    return made
