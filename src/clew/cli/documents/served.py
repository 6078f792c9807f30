"""The documents of the product: who may log in, and keys, field by field."""

from __future__ import annotations

from typing import Any

__all__ = ["SERVED"]

SERVED: dict[str, dict[str, Any]] = {
    "user add": {"email": "text", "role": "text", "workspace": "text"},
    "user login-link": {"address": "text"},
    "user list": {
        "workspace": "text",
        "users": [
            {
                "email": "text",
                "name": "text",
                "role": "owner, analyst, agent or viewer",
                "is_active": "boolean",
                "second_factor": "boolean",
                "last_login": "time or null",
                "joined_at": "time",
            }
        ],
    },
    "user role": {"email": "text", "role": "text", "before": "text", "workspace": "text"},
    "user disable": {"email": "text", "is_active": "boolean"},
    "user forget-factor": {"email": "text", "removed": "number"},
    "key create": {"key": "text, shown this one time"},
    "key list": {
        "workspace": "text",
        "keys": [
            {
                "id": "text",
                "name": "text",
                "begins": "text",
                "scope": "collect, server, read or write",
                "is_open": "boolean",
                "created_at": "time",
                "expires_at": "time or null",
                "used_at": "time or null",
                "revoked_at": "time or null",
            }
        ],
    },
    "key revoke": {"name": "text", "begins": "text"},
    "survey bounces": {
        "new": "reports that said something new",
        "known": "reports that said what was known",
        "wrong": [{"file": "path", "message": "its place in the file", "reason": "why it counts for nothing"}],
    },
}
