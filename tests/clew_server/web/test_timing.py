"""A page tells its readers how long it took, its questions apart; strangers are told nothing."""

from __future__ import annotations

import time

from django.http import HttpResponse

from clew_server.web.timing import TimingMiddleware, asking


def page(request):
    with asking():
        time.sleep(0.05)
    return HttpResponse("")


def test_questions_are_counted_apart(rf):
    request = rf.get("/")
    request.member = object()
    told = TimingMiddleware(page)(request)["Server-Timing"]
    questions, whole = (float(part.split("=")[1]) for part in told.split(", "))
    assert 50 <= questions < 1000
    assert whole < questions


def test_strangers_are_told_nothing(rf):
    assert "Server-Timing" not in TimingMiddleware(page)(rf.get("/"))
