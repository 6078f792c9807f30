"""Sixteen workers in four processes, and processes that are killed at every step: nobody gets two, caps hold."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from tests.clew_server.accounts.conftest import at_once, begun, in_own_server, own_server
from tests.clew_server.surveys.conftest import TWO_PAGES
from tests.clew_server.surveys.sending.conftest import ALWAYS, Server, free_port

__all__ = ["at_once", "in_own_server", "own_server"]

pytestmark = pytest.mark.database
BEGIN = """
from datetime import timedelta
from django.utils import timezone
from clew_server.accounts.models import Workspace
from clew_server.surveys.models import Contact, Delivery, Distribution, Participant
from clew_server.surveys.sending.running import send_due
from clew_server.surveys.sending.ticking import ways
workspace = Workspace.objects.first()
"""
PLANT = (
    BEGIN
    + f"""
from clew_server.surveys.keeping import create, publish
from clew_server.surveys.links import new_slug
from clew_server.surveys.persons import person_of
survey = create(workspace, None, {TWO_PAGES!r})
publish(survey, None)
long_ago = timezone.now() - timedelta(days=1)
for way in range(WAYS):
    made = Distribution.objects.create(survey=survey, kind="email", name=str(way), slug=new_slug(), state="running",
                                       settings={{"window": {ALWAYS!r}, **SETTINGS}})
    Participant.objects.bulk_create(
        Participant(distribution=made, person=person_of(workspace.id, "", f"p{{n}}@example.org"),
                    address=f"p{{n}}@example.org", due_at=long_ago)
        for n in range(PEOPLE))
"""
)
SEND = (
    BEGIN
    + """
import threading
from django.db import connections
def work():
    try:
        send_due(workspace.id, ways, seconds=90)
    finally:
        connections.close_all()
workers = [threading.Thread(target=work) for _ in range(4)]
[worker.start() for worker in workers]
[worker.join() for worker in workers]
"""
)
LOOK = (
    BEGIN
    + """
print(Delivery.objects.filter(state="sent").count(), Delivery.objects.filter(state="unclear").count(),
      Contact.objects.count(), Participant.objects.filter(state="asked").count(),
      Contact.objects.values("person").distinct().count())
"""
)


class Killer(Server):
    """Kills who is talking to it at the n-th time that a step comes, once it is told when."""

    def __init__(self):
        super().__init__()
        self.process, self.step, self.left, self.kills = None, "", 0, 0

    async def _step(self, server, name):
        if name == self.step and self.process is not None:
            self.left -= 1
            if self.left == 0:
                os.kill(self.process.pid, signal.SIGKILL)
                self.kills += 1
        return await super()._step(server, name)


@contextmanager
def listening(handler, environment):
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    environment["CLEW_EMAIL_URL"] = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield handler
    finally:
        controller.stop()


def looked(in_own_server):
    return tuple(map(int, in_own_server(LOOK).split()))


def test_sixteen_workers_send_each_one_once_and_ask_nobody_twice(own_server, at_once, in_own_server):
    in_own_server(f"WAYS, PEOPLE, SETTINGS = 2, 60, {{}}\n{PLANT}")
    with listening(Server(), own_server) as server:
        at_once(SEND, 4)
    assert Counter(Counter(server.recipients).values()) == {1: 60}, "two ways out, one e-mail a person"
    assert looked(in_own_server) == (60, 0, 60, 60, 60)


def test_sixteen_workers_keep_to_so_many_an_hour(own_server, at_once, in_own_server):
    in_own_server(f"WAYS, PEOPLE, SETTINGS = 1, 60, {{'per_hour': 25}}\n{PLANT}")
    with listening(Server(), own_server) as server:
        at_once(f"import time\ntime.time = lambda began=time.time(): began\n{SEND}", 4)
    assert len(server.taken) == len(set(server.recipients)) == 25


@pytest.mark.parametrize(
    ("people", "kills"), [(60, 2), pytest.param(1000, 30, marks=pytest.mark.deep)], ids=["few", "a thousand"]
)
def test_who_is_killed_at_any_step_doubles_nothing(own_server, in_own_server, people, kills):
    """After a kill the clock goes on by 20 minutes, so that what was left is looked at again."""
    in_own_server(f"WAYS, PEOPLE, SETTINGS = 1, {people}, {{}}\n{PLANT}")
    given = 0
    with listening(Killer(), own_server) as server:
        steps = [step for step in ("EHLO", "MAIL", "RCPT", "DATA", "RSET") for _ in range(kills)]
        for turn, step in enumerate(steps):
            server.step, server.left = ("DATA", 10**9) if step == "RSET" else (step, 1 if step == "EHLO" else 2)
            server.process = begun(own_server, _sending(turn))
            if step == "RSET":
                _kill_after(server, len(server.taken) + 3)
            server.process.communicate(timeout=120)
            given += step == "DATA"
        server.process = None
        begun(own_server, _sending(len(steps))).communicate(timeout=300)
    sent, unclear, contacts, asked, _ = looked(in_own_server)
    assert server.kills >= 4 * kills - 1
    assert Counter(Counter(server.recipients).values()) == {1: people}, "everybody got exactly one"
    assert sent + unclear == contacts == asked == people
    assert given <= unclear <= len(steps), "what was killed while it was given is shown"


def _sending(turn):
    return f"{BEGIN}\nsend_due(workspace.id, ways, lambda: timezone.now() + timedelta(minutes={20 * turn}), seconds=90)"


def _kill_after(server, taken):
    """Kill at no particular step, soon after so many have arrived."""

    def watch():
        until = time.monotonic() + 60
        while len(server.taken) < taken and time.monotonic() < until and server.process.poll() is None:
            time.sleep(0.001)
        server.process.kill()

    threading.Thread(target=watch, daemon=True).start()
