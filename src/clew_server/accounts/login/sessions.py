"""Sessions: twelve hours idle, fourteen days in all, whatever one does."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.sessions.middleware import SessionMiddleware as Base
from django.http import HttpRequest

__all__ = ["BEGAN", "SessionMiddleware"]

ABSOLUTE = 14 * 24 * 3600
#: How often, in seconds, the time of the last visit is written down.
REFRESH = 600
BEGAN, _SEEN = "began", "seen"


class SessionMiddleware(Base):
    """Django's, with an absolute age; the idle age is renewed every ten minutes, so that reading costs no write."""

    def process_request(self, request: HttpRequest) -> None:
        """Open the session; end one that is too old."""
        super().process_request(request)
        session: Any = request.session
        if "_auth_user_id" not in session:
            return
        now = int(time.time())
        if now - session.setdefault(BEGAN, now) > ABSOLUTE:
            session.flush()
        elif now - session.get(_SEEN, 0) > REFRESH:
            session[_SEEN] = now
