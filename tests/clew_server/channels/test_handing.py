"""What a mail server says decides: only a no in words is a no; several messages go along one connection."""

from __future__ import annotations

import smtplib
import socket
import threading

import pytest
from django.core.mail import EmailMessage

from clew_server.channels.handing import Courier, hand_over, is_refusal


class Crooked:
    """A mail server that says after the text of a message whatever it is told to; ``talks`` counts connections."""

    def __init__(self):
        self.after_text, self.taken, self.talks, self.hangs_up = b"250 OK\r\n", 0, 0, False
        self.listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                talk, _ = self.listening.accept()
            except OSError:
                return
            self.talks += 1
            with talk, talk.makefile("rb") as lines:
                talk.sendall(b"220 here\r\n")
                for line in lines:
                    if not self._answer(talk, lines, line.strip().upper()):
                        break

    def _answer(self, talk, lines, said):
        if not said.startswith(b"DATA"):
            talk.sendall(b"250 OK\r\n")
            return not said.startswith(b"QUIT")
        talk.sendall(b"354 go on\r\n")
        for line in lines:
            if line == b".\r\n":
                break
        self.taken += 1
        talk.sendall(self.after_text)
        return not self.hangs_up


@pytest.fixture
def server(settings):
    crooked = Crooked()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = crooked.listening.getsockname()
    settings.EMAIL_TIMEOUT = 2
    yield crooked
    crooked.listening.close()


def message(to="ann@example.org"):
    return EmailMessage("Hello", "text", "clew@example.org", [to])


@pytest.mark.parametrize(
    ("said", "is_no"),
    [(b"451 full\r\n", True), (b"554 spam\r\n", True), (b"what?\r\n", False), (b"200 fine\r\n", False), (b"", False)],
)
def test_only_a_no_in_words_is_a_no(server, said, is_no):
    server.after_text, server.hangs_up = said, not said
    told = []
    with pytest.raises(smtplib.SMTPException) as raised:
        hand_over(message(), lambda: told.append(1))
    assert told == [1]
    assert is_refusal(raised.value) is is_no


def test_several_go_along_one_connection_and_each_is_told_of(server):
    told = []
    with Courier() as courier:
        for n in range(3):
            courier.give(message(), lambda n=n: told.append(n))
    assert (server.taken, server.talks, told) == (3, 1, [0, 1, 2])


def test_a_connection_that_was_hung_up_is_made_anew_before_anything_is_given(server):
    server.hangs_up, told = True, []
    with Courier() as courier:
        for n in range(3):
            courier.give(message(), lambda n=n: told.append(n))
    assert (server.taken, server.talks, told) == (3, 3, [0, 1, 2])


def test_whoever_was_told_and_says_no_gives_nothing(server):
    class LostError(Exception):
        pass

    def lost():
        raise LostError

    with pytest.raises(LostError):
        hand_over(message(), lost)
    assert server.taken == 0
