"""What roles and scopes are called to people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from clew_server.policy import AGENT, ANALYST, OWNER, VIEWER

__all__ = ["ROLE_NAMES", "ROLE_TEXTS", "SCOPE_TEXTS"]

ROLE_NAMES: dict[str, str | Promise] = {
    OWNER: gettext_lazy("Owner"),
    ANALYST: gettext_lazy("Analyst"),
    AGENT: gettext_lazy("Service agent"),
    VIEWER: gettext_lazy("Viewer"),
}
ROLE_TEXTS: dict[str, str | Promise] = {
    OWNER: gettext_lazy("everything, people and keys included"),
    ANALYST: gettext_lazy("questions, imports, maps, exports"),
    AGENT: gettext_lazy("customers, what they wrote, follow-ups; no exports"),
    VIEWER: gettext_lazy("figures; no personal data, no exports, no small groups"),
}
SCOPE_TEXTS: dict[str, str | Promise] = {
    "collect": gettext_lazy("collect: sends events from browsers and apps, reads nothing; anybody may see it"),
    "server": gettext_lazy("server: sends all kinds of data from your servers, reads nothing; keep it secret"),
    "read": gettext_lazy("read: asks questions, changes nothing"),
    "write": gettext_lazy("write: imports and changes"),
}
