"""How long a page took, apart from its questions: told in the header ``Server-Timing`` and read by the benchmark."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

__all__ = ["TimingMiddleware", "asking"]

_asked: ContextVar[list[float] | None] = ContextVar("asked", default=None)


@contextmanager
def asking() -> Iterator[None]:
    """Count what happens within as time of the page's questions."""
    began = time.perf_counter()
    try:
        yield
    finally:
        spent = _asked.get()
        if spent is not None:
            spent.append(time.perf_counter() - began)


class TimingMiddleware:
    """Tells those who are logged in how long the page and its questions took, in milliseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the reply; strangers are told nothing that could be measured more closely than they can."""
        began, spent = time.perf_counter(), list[float]()
        token = _asked.set(spent)
        try:
            response = self._get_response(request)
        finally:
            _asked.reset(token)
        if getattr(request, "member", None) is not None:
            whole, questions = 1000 * (time.perf_counter() - began), 1000 * sum(spent)
            response["Server-Timing"] = f"questions;dur={questions:.1f}, page;dur={whole - questions:.1f}"
        return response
