"""A mail server that does at each step what a test wants, and invitations that are due."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from clew_server.surveys.models import Distribution, Participant
from clew_server.surveys.models.ways import EMAIL
from clew_server.surveys.persons import person_of
from clew_server.surveys.sending.running import send_due
from clew_server.surveys.sending.ticking import ways

ALWAYS = {"days": [0, 1, 2, 3, 4, 5, 6], "from": "00:00", "to": "24:00"}
STALL = 1.5


class Server:
    """What it does at each step: say something, "stall", or "drop"; ``taken`` are the messages that it has."""

    def __init__(self):
        self.taken: list[tuple[str, bytes]] = []
        self.does: dict[str, str] = {}
        self.after_text = ""

    async def _step(self, server, name):
        said = self.does.get(name, "")
        if said == "stall":
            await asyncio.sleep(STALL)
        if said == "drop":
            server.transport.abort()
        return "" if said in {"stall", "drop"} else said

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 - aiosmtpd's name
        session.host_name = hostname
        said = await self._step(server, "EHLO")
        return [said] if said else responses

    async def handle_HELO(self, server, session, envelope, hostname):  # noqa: N802 - aiosmtpd's name
        session.host_name = hostname
        return await self._step(server, "EHLO") or "250 here"

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        said = await self._step(server, "MAIL")
        if not said:
            envelope.mail_from = address
        return said or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        said = await self._step(server, "RCPT")
        if not said:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        said = self.does.get("DATA", "")
        if said[:1] not in {"4", "5"}:
            self.taken += [(to, envelope.original_content) for to in envelope.rcpt_tos]
        return await self._step(server, "DATA") or "250 OK"

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        return await self._step(server, "QUIT") or "221 Bye"

    @property
    def recipients(self):
        """Who got something, sorted."""
        return sorted(to for to, _ in self.taken)

    @property
    def messages(self):
        """What arrived, as a mail program reads it."""
        return [message_from_bytes(text, policy=policy.default) for _, text in self.taken]


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def server(settings):
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", controller.port, 0.7
    yield handler
    controller.stop()


@pytest.fixture
def invited(company, published, way):
    """Give a way out by e-mail that is running, with so many participants who are due."""

    def make(count: int = 1, *, survey=None, kind: str = EMAIL, **settings) -> Distribution:
        made = way(survey or published(), kind, **{"window": ALWAYS, **settings})
        for n in range(count):
            join(made, f"p{n}@example.org")
        return made

    return make


def join(distribution: Distribution, address: str, **more) -> Participant:
    """Return a new participant who is due."""
    workspace_id = distribution.survey.workspace_id
    return Participant.objects.create(
        distribution=distribution, person=person_of(workspace_id, more.get("customer_id", ""), address),
        address=address, due_at=timezone.now() - timedelta(minutes=1), **more,
    )  # fmt: skip


@pytest.fixture
def send(company):
    """Give what sends all that is due, at a moment if one is named."""

    def run(now: datetime | None = None) -> int:
        return send_due(company.id, ways, (lambda: now) if now else timezone.now, seconds=30)

    return run


def moment(text: str) -> datetime:
    """Return a UTC moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
