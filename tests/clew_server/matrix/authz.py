"""Writes authz.csv from the policy: who gets what on every route. Run it, read the difference, then commit both.

.venv/bin/python tests/clew_server/matrix/authz.py
"""

from __future__ import annotations

import csv
import io
import os
import sys
from pathlib import Path

CSV = Path(__file__).with_name("authz.csv")
#: Who asks; the last four may do what the policy gives to nobody but the public.
WHO = ("owner", "analyst", "agent", "viewer", "member of nothing", "anonymous", "disabled", "expired")
METHODS = ("GET", "POST")
KEYS = ("no key", "collect", "server", "read", "write", "revoked", "over")


def said(route: str, method: str, who: str) -> str:
    """What the policy says: yes, log in, 403, 404 or 405."""
    from clew_server.policy import PERSON, POLICY, PUBLIC, ROLES

    named = POLICY[route].who(method)
    if named is None:
        return "405"
    if named == PUBLIC:
        return "yes"
    if who in {"anonymous", "disabled", "expired"}:
        return "log in"
    if named == PERSON or who in named:
        return "yes"
    return "403" if who in ROLES else "404"


def said_to_key(route, key: str) -> str:
    """What a key's scope opens in the raw app."""
    is_valid = key in {"collect", "server", "read", "write"}
    may = {"any": is_valid, "collect": key in {"collect", "server"}}.get(route.scope, key == route.scope)
    if route.scope is None or may:
        return "yes"
    return "403" if is_valid else "401"


def table() -> str:
    """The whole table as CSV."""
    from clew_server.collect.routes import ROUTES
    from clew_server.policy import POLICY

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["route", "method", *WHO])
    for route in sorted(POLICY):
        for method in METHODS:
            writer.writerow([route, method, *(said(route, method, who) for who in WHO)])
    writer.writerow([])
    writer.writerow(["route", "method", *KEYS])
    for route in sorted(ROUTES, key=lambda route: (route.path, route.method)):
        writer.writerow([route.path, route.method, *(said_to_key(route, key) for key in KEYS)])
    return text.getvalue()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2] / "settings"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "server_settings"
    import django

    django.setup()
    CSV.write_text(table(), encoding="utf-8")
