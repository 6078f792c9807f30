"""Limits on what can be guessed: counted in the database, shared by all processes, not forgotten by a restart."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest

from clew_server.accounts.models import Attempts
from clew_server.configuration import configuration

__all__ = ["LIMITS", "Limit", "client_address", "passes", "take"]


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
    "api": Limit(per_address=6000, per_name=6000, seconds=60),
}


def passes(limit: str, request: HttpRequest, name: str = "") -> bool:
    """Return whether one more try is within the limit, and count it; where nothing can be counted it is not."""
    rule, address = LIMITS[limit], client_address(request)
    try:
        by_address = take(f"{limit}:a:{address}", rule.per_address, rule.seconds)
        by_name = not name or take(f"{limit}:n:{name.strip().lower()}", rule.per_name, rule.seconds)
    except DatabaseError:
        return False
    return by_address and by_name


def take(what: str, most: int, seconds: int) -> bool:
    """Return whether ``what`` may happen once more in this window, and count it."""
    key, window = hashlib.sha256(what.encode()).hexdigest(), int(time.time()) // seconds
    with transaction.atomic():
        Attempts.objects.get_or_create(key=key, window=window, defaults={"count": 0})
        taken = Attempts.objects.filter(key=key, window=window, count__lt=most).update(count=F("count") + 1)
        Attempts.objects.filter(key=key, window__lt=window).delete()
    return bool(taken)


def client_address(request: HttpRequest) -> str:
    """Return where a request comes from; X-Forwarded-For counts only as far as trusted proxies appended to it."""
    proxies = configuration().trusted_proxies
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return str(forwarded[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))
