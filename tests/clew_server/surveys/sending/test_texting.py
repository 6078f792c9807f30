"""Text messages through a gateway that stalls, drops, leads elsewhere: at most once, and never into the own network."""

from __future__ import annotations

import json
import socket
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone
from tests.clew_server.surveys.sending.conftest import join

from clew.errors import UsageError
from clew_server.imports.sources.secrets import keep
from clew_server.surveys.links import personal_address, short_out_address
from clew_server.surveys.models import Delivery, Distribution, Gateway, Participant
from clew_server.surveys.models.ways import EVENT, SMS
from clew_server.surveys.sending import pace
from clew_server.surveys.sending.sms import calling
from clew_server.surveys.sending.sms.gateway import checked, request_of
from clew_server.surveys.sending.sms.texting import LONGEST
from clew_server.surveys.sending.states import MOST_TRIES
from clew_server.surveys.sending.statuses import take_said

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(company, monkeypatch):
    """A gateway on loopback that stands for the public network: it does what ``does`` says; ``asked`` is what came."""
    asked, does = [], {"status": 200, "how": "", "body": b'{"messages": [{"id": "g7"}]}'}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.headers["Host"], dict(self.headers), body))
            if does["how"] == "drop":
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            if does["how"] == "stall":
                time.sleep(1.5)
            self.send_response(403 if does.get("never", b"\0") in body else does["status"])
            self.send_header("Content-Length", str(len(does["body"])))
            self.send_header("Location", "https://other.example/")
            self.end_headers()
            self.wfile.write(does["body"])

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    names = {"sms.example": "127.0.0.1", "inside.example": "10.0.0.7"}

    def resolved(host, _port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (names[host], server.server_port))]

    class NoTLS:
        def wrap_socket(self, plain, server_hostname):
            return plain

    monkeypatch.setattr(calling.socket, "getaddrinfo", resolved)
    monkeypatch.setattr(calling.ssl, "create_default_context", NoTLS)
    monkeypatch.setattr(calling, "is_public", lambda text: text == "127.0.0.1")
    monkeypatch.setattr(calling, "PATIENCE", 0.6)
    made = Gateway.objects.create(
        workspace=company, name="main", address="https://sms.example/send", id_path="messages.0.id",
        headers={"Authorization": "Bearer {secret}"}, body='{"to": "{to}", "text": "{text}", "ref": "{id}"}',
    )  # fmt: skip
    keep(made.id, "s3cret")
    yield made, asked, does
    server.shutdown()
    server.server_close()


@pytest.fixture
def texted(invited, send):
    made = invited(0, kind=SMS)
    join(made, "+48 601 234 567", fields={"first_name": '", "to": "+1'})
    return send


def later(**more):
    return timezone.now() + timedelta(**more)


def test_a_message_is_handed_over_once_with_the_secret_and_the_gateways_id_is_kept(gateway, texted):
    _, asked, _ = gateway
    assert [texted(), texted(), texted(later(days=1))] == [1, 0, 0]
    [(host, headers, body)] = asked
    one = Delivery.objects.get()
    said = json.loads(body)
    assert (host, headers["Authorization"], one.message_id) == ("sms.example", "Bearer s3cret", "g7")
    assert (said["to"], said["ref"]) == ("+48601234567", str(one.id))
    assert set(said) == {"to", "text", "ref"}
    assert "/s/" in said["text"]


@pytest.mark.parametrize("how", ["drop", "stall"])
def test_what_broke_after_it_left_is_unclear_and_not_sent_again(gateway, texted, how):
    _, asked, does = gateway
    does["how"] = how
    assert texted() == 0
    assert Delivery.objects.get().state == "unclear"
    does["how"] = ""
    assert [texted(later(hours=hours)) for hours in (1, 9)] == [0, 0]
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("status", "state"),
    [(202, "sent"), (302, "planned"), (307, "planned"), (400, "refused"), (401, "planned"), (402, "planned"),
     (403, "planned"), (404, "planned"), (405, "planned"), (407, "planned"), (410, "planned"), (422, "refused"),
     (429, "planned"), (500, "unclear"), (502, "unclear"), (503, "planned"), (504, "unclear")],
)  # fmt: skip
def test_what_its_codes_mean(gateway, texted, status, state):
    _, asked, does = gateway
    does["status"] = status
    texted()
    assert Delivery.objects.get().state == state
    assert len(asked) == 1, "no redirect is followed"


def test_a_gateway_within_the_own_network_is_not_called_and_nobody_is_lost(gateway, texted):
    made, asked, _ = gateway
    Gateway.objects.update(address="https://inside.example/")
    assert texted() == 0
    assert (Delivery.objects.get().state, asked) == ("planned", [])
    assert "private network" in Delivery.objects.get().error
    Gateway.objects.update(address=made.address)
    assert texted(later(minutes=6)) == 1


def test_a_secret_that_no_header_can_have_burns_nobody(gateway, texted):
    """It was kept before such secrets were refused."""
    made, asked, _ = gateway
    keep(made.id, "s3–cret")
    assert texted() == 0
    assert (Delivery.objects.get().state, Delivery.objects.get().handed_at, asked) == ("planned", None, [])
    keep(made.id, "s3cret")
    assert texted(later(minutes=6)) == 1


def test_a_gateway_that_fails_pauses_its_way_before_the_list_is_burnt(gateway, invited, send):
    _, asked, does = gateway
    made = invited(0, kind=SMS)
    for n in range(9):
        join(made, f"+4860123456{n}")
    does["status"] = 500
    assert send() == 0
    made.refresh_from_db()
    assert (made.state, made.reason, len(asked)) == ("paused", "unclear", 5)


def test_a_secret_that_is_no_good_any_more_spares_nobody(gateway, invited, send):
    _, asked, does = gateway
    made = invited(0, kind=SMS)
    for n in range(4):
        join(made, f"+4860123456{n}")
    does["status"] = 401
    assert [send(), send()] == [0, 0]
    made.refresh_from_db()
    assert (made.state, made.reason, len(asked)) == ("running", "away", 1)
    assert Delivery.objects.get().error == "401 Unauthorized"
    does["status"] = 200
    assert send(later(minutes=6)) == 4
    assert set(Participant.objects.values_list("state", flat=True)) == {"asked"}


def test_a_number_for_which_the_gateway_lets_us_in_never_holds_nobody_up(gateway, invited, send):
    """Others hear from it within five minutes; the number is given up after as many tries as any."""
    made, now = invited(0, kind=SMS), timezone.now()
    never = join(made, "+48601234560")
    gateway[2]["never"] = b"+48601234560"
    assert send(now) == 0
    for n in range(1, 4):
        join(made, f"+4860123456{n}")
    assert [send(now + timedelta(minutes=minutes)) for minutes in (1, 6)] == [0, 3]
    made.refresh_from_db()
    one = Delivery.objects.get(participant=never)
    assert (made.state, made.reason, one.state, one.tries) == ("running", "", "planned", 1)
    Delivery.objects.filter(participant=never).update(tries=MOST_TRIES - 1)
    join(made, "+48601234564")
    assert sum(send(now + timedelta(hours=1, minutes=minutes)) for minutes in (0, 6)) == 1, "whichever is tried first"
    never.refresh_from_db()
    assert (Delivery.objects.get(participant=never).state, never.state) == ("refused", "spared")


@pytest.mark.parametrize("how", ["drop", ""])
def test_a_receipt_may_name_the_id_that_the_gateway_was_told(gateway, texted, how):
    _, asked, does = gateway
    does["how"] = how
    texted()
    [(_, _, body)] = asked
    way = Participant.objects.get().distribution
    receipt = [{"id": json.loads(body)["ref"], "status": "delivered"}]
    assert [(told.new, told.wrong) for told in (take_said(way, receipt), take_said(way, receipt))] == [(1, []), (0, [])]
    assert Delivery.objects.get().state == "delivered"
    assert len(take_said(invited_elsewhere(way), receipt).wrong) == 1, "of another way out it says nothing"


def invited_elsewhere(way):
    return Distribution.objects.create(survey=way.survey, kind=SMS, name="b", slug="b" * 16, state="running")


@pytest.mark.parametrize(
    "text", ["{long}", "{long} {link} {out}", "{link} {long} {out} {long}", "Hi: {link}, {long}", "{long}{link}"]
)
def test_of_a_text_that_is_too_long_no_link_is_cut(gateway, invited, send, text):
    made = invited(0, kind=SMS, text={"en": text.replace("{long}", "word " * 699 + "word")})
    one = join(made, "+48601234567")
    assert send() == 1
    said = json.loads(gateway[1][0][2])["text"]
    assert len(said) <= LONGEST
    assert "word word" in said
    assert personal_address(one.id) in said.replace(",", " ").split()
    assert (short_out_address(one.id) in said.split()) is ("{out}" in text)


def test_without_a_gateway_nothing_is_begun(gateway, texted):
    Gateway.objects.all().delete()
    assert texted() == 0
    assert Participant.objects.get().state == "planned"


@pytest.mark.parametrize(
    "wrong",
    [{"address": "http://sms.example/"}, {"address": "https://a:b@sms.example/"}, {"address": "https://x.org/ y"},
     {"address": "ftp://x"}, {"method": "DELETE"}, {"headers": {"Host": "x"}}, {"headers": {"A": "b\r\nC: d"}},
     {"headers": {"A b": "c"}}, {"headers": {"Content-Length": "1"}}, {"body": "{to} {text}"}, {"body": '{"to": 1}'},
     {"success": "all"}, {"body_kind": "form"}],
)  # fmt: skip
def test_a_gateway_that_cannot_be_is_refused_in_words(wrong):
    given = {"address": "https://sms.example/", "body": '{"to": "{to}", "text": "{text}"}', **wrong}
    with pytest.raises(UsageError) as raised:
        checked(Gateway(**given))
    assert str(raised.value)


def test_what_is_put_in_stays_what_it_is():
    form = Gateway(address="https://x.org/?a=1", method="GET", body_kind="form", body="to={to}\ntext={text}")
    address, _, body = request_of(form, {"to": "+48", "text": "a&to=1 {secret}", "secret": "s", "id": "7"})
    assert (address, body) == ("https://x.org/?a=1&to=%2B48&text=a%26to%3D1+%7Bsecret%7D", None)


def test_a_secret_is_never_shown_again_and_goes_with_its_gateway(as_owner, as_analyst, page):
    address = page("surveys:gateways")
    assert as_analyst.get(address).status_code == 403
    given = {"name": "A", "address": "https://sms.example/", "method": "POST", "body_kind": "json", "success": "200",
             "headers": "X-Key: {secret}", "body": '{"to": "{to}", "text": "{text}"}', "secret": "hush-7"}  # fmt: skip
    assert as_owner.post(address, given).status_code == 302
    made = Gateway.objects.get()
    assert made.headers == {"X-Key": "{secret}"}
    assert "hush-7" not in as_owner.get(f"{address}?edit={made.id}").content.decode()
    assert as_owner.post(address, {**given, "address": "http://x"}).status_code == 422
    assert as_owner.post(address, {**given, "secret": "hush–7"}).status_code == 422
    as_owner.post(page("surveys:gateway_remove", gateway_id=made.id))
    assert not Gateway.objects.exists()


def test_after_an_event_a_text_message_goes_through_the_gateway_and_nobody_is_reminded(gateway, invited, send):
    made = invited(0, kind=EVENT, by="sms", reminders=[1], text={"en": "How was it? {link}"})
    join(made, "+48 601 234 567")
    assert send() == 1
    (_, _, body) = gateway[1][0]
    assert json.loads(body)["text"].startswith("How was it? ")
    assert send(timezone.now() + timedelta(days=2)) == 0
    assert len(gateway[1]) == 1


def test_what_the_mail_server_may_take_in_an_hour_holds_no_text_message_up(gateway, invited, send, monkeypatch):
    monkeypatch.setattr(pace, "configuration", lambda: type("Told", (), {"email_per_hour": 1}))
    made = invited(0, kind=EVENT, by="sms")
    for number in range(2):
        join(made, f"+4860123456{number}")
    assert send() == 2
