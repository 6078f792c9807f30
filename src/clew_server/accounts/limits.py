"""Limits on what can be guessed: counted in the database, shared by all processes, not forgotten by a restart."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest

from clew_server.accounts.models import Attempts
from clew_server.configuration import configuration

__all__ = ["LIMITS", "Limit", "address_behind", "client_address", "left", "passes", "take"]


@dataclass(frozen=True)
class Limit:
    """So many in so many seconds, for one address and for one name (what somebody tries to log in as)."""

    per_address: int
    per_name: int
    seconds: int


#: By name; the policy says which route has which. Only what changes something (POST) counts.
LIMITS = {
    "login": Limit(per_address=30, per_name=10, seconds=900),
    "mfa": Limit(per_address=30, per_name=10, seconds=900),
    "link": Limit(per_address=30, per_name=30, seconds=900),
    "password": Limit(per_address=30, per_name=10, seconds=900),
    "reset": Limit(per_address=20, per_name=5, seconds=3600),
    "reset_key": Limit(per_address=20, per_name=20, seconds=3600),
    "invite": Limit(per_address=60, per_name=60, seconds=3600),
    "api": Limit(per_address=12_000, per_name=6000, seconds=60),
    "unknown_key": Limit(per_address=60, per_name=60, seconds=60),
}


def passes(limit: str, request: HttpRequest, name: str = "") -> bool:
    """Return whether one more try is within the limit, and count it; where nothing can be counted it is not."""
    rule, address = LIMITS[limit], client_address(request)
    try:
        if not take(f"{limit}:a:{address}", rule.per_address, rule.seconds):
            return False
        return not name or bool(take(f"{limit}:n:{name.strip().lower()}", rule.per_name, rule.seconds))
    except DatabaseError:
        return False


def take(what: str, most: int, seconds: int, wanted: int = 1) -> int:
    """Return how many of ``wanted`` may still happen in this window, and count them: exact among all processes."""
    key, window = _now(what, seconds)
    ends = datetime.fromtimestamp((window + 1) * seconds, UTC)
    with transaction.atomic():
        Attempts.objects.get_or_create(key=key, window=window, defaults={"ends_at": ends})
        mine = Attempts.objects.select_for_update().get(key=key, window=window)
        granted = max(0, min(wanted, most - mine.count))
        if granted:
            Attempts.objects.filter(pk=mine.pk).update(count=F("count") + granted)
    return granted


def left(what: str, most: int, seconds: int) -> int:
    """Return how many may still happen in this window; nothing is counted."""
    key, window = _now(what, seconds)
    count = Attempts.objects.filter(key=key, window=window).values_list("count", flat=True).first() or 0
    return max(0, most - count)


def _now(what: str, seconds: int) -> tuple[str, int]:
    """What is counted under which key, and in which window."""
    return hashlib.sha256(what.encode()).hexdigest(), int(time.time()) // seconds


def client_address(request: HttpRequest) -> str:
    """Return where a request comes from; X-Forwarded-For counts only as far as trusted proxies appended to it."""
    return address_behind(request.META.get("HTTP_X_FORWARDED_FOR", ""), str(request.META.get("REMOTE_ADDR", "")))


def address_behind(forwarded: str, peer: str) -> str:
    """Return the address that the outermost trusted proxy saw; ``peer`` where there is no trusted proxy."""
    proxies = configuration().trusted_proxies
    said = [part.strip() for part in forwarded.split(",") if part.strip()]
    return said[-proxies] if proxies and len(said) >= proxies else peer
