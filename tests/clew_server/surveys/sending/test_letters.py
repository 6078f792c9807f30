"""A letter: what is in it; what arrives has exactly our headers and one recipient, whatever is put in."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.clew_server.surveys.sending.conftest import join

from clew_server.surveys.asking.settings import EmailSettings
from clew_server.surveys.keeping import live
from clew_server.surveys.links import Out, out_of, participant_of
from clew_server.surveys.models import Contact, Delivery, Participant
from clew_server.surveys.persons import keys_of
from clew_server.surveys.sending.letters.lines import AddressError, checked_email, checked_phone, one_line

pytestmark = pytest.mark.django_db
HEADERS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "List-Unsubscribe",
    "List-Unsubscribe-Post", "Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "Content-Language",
    "X-Peer", "X-MailFrom", "X-RcptTo", "Reply-To",
}  # fmt: skip
ONE = """
format: 1
id: {id}
title: Visit
program: transactional
pages:
  - id: a
    questions:
      - {question}
"""


def arrived(server):
    message = server.messages[-1]
    return message, message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()


def clicks(text):
    """Every answer by one click: what it answers, and whose it is."""
    found = []
    for address in re.findall(r"https?://[^\s\"<>]+", text.replace("&amp;", "&")):
        parts = urlsplit(address)
        if parts.query:
            found.append((dict(parse_qsl(parts.query)), participant_of(parts.path.rsplit("/", 1)[1])))
    return found


def test_the_first_question_is_answered_by_one_click_in_text_and_html(server, invited, send):
    made = invited(0)
    one = join(made, "ann@example.org", language="pl", fields={"first_name": "Anna"})
    assert send() == 1
    message, text, html = arrived(server)
    answers = [({"q.satisfied": str(value)}, one.id) for value in range(1, 6)]
    assert clicks(text) == clicks(html) == answers
    assert "Jak ocenia Pani/Pan dostawę?" in text
    assert "Dzień dobry, Anna!" in text
    assert message["Content-Language"] == "pl"
    assert 'lang="pl"' in html
    assert "bardzo źle" in html


def test_headers_say_what_it_is_and_how_to_get_no_more(server, published, invited, send):
    made = invited(0, survey=published(sender="Żółw & Co"), reply_to="answers@example.org")
    join(made, "ann@example.org", customer_id="K1")
    send()
    message, _, html = arrived(server)
    one, delivery = Participant.objects.get(), Delivery.objects.get()
    assert message["Message-ID"] == delivery.message_id == f"<{delivery.id}@localhost>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    out = message["List-Unsubscribe"].strip("<> \r\n")
    workspace_id = made.survey.workspace_id
    [address] = keys_of(workspace_id, "", "ann@example.org")
    assert out_of(urlsplit(out).path.rsplit("/", 1)[1]) == Out(one.id, workspace_id, one.person, address)
    raw = b"".join(server.taken[-1][1].split(b"\r\n\r\n")[0].split(b"\r\n "))
    assert out.encode() in raw.replace(b" ", b""), "mail programs read the header as it stands"
    assert (message["Auto-Submitted"], message["Precedence"]) == ("auto-generated", "bulk")
    assert message["From"].addresses[0].display_name == "Żółw & Co"
    assert message["Reply-To"] == "answers@example.org"
    assert set(message.keys()) <= HEADERS
    assert "<img" not in html, "nothing tells who has read it"
    assert made


@pytest.mark.parametrize(
    ("question", "answers"),
    [("{id: x, type: nps, text: Q}", 11), ("{id: x, type: csat, text: Q}", 5), ("{id: x, type: ces, text: Q}", 7),
     ("{id: x, type: stars, text: Q, points: 4}", 4), ("{id: x, type: rating, text: Q, min: 0, max: 3}", 4),
     ("{id: x, type: rating, text: Q, min: 0, max: 50}", 0), ("{id: x, type: long_text, text: Q}", 0),
     ("{id: x, type: single, text: Q, options: [{id: a, text: A}, {id: b, text: B}]}", 2),
     ("{id: x, type: csat, text: Q, not_applicable: true}", 6)],
)  # fmt: skip
def test_each_type_that_a_click_can_answer_does(server, published, invited, send, question, answers):
    invited(1, survey=published(ONE.format(id="one", question=question)))
    assert send() == 1
    _, text, html = arrived(server)
    assert len(clicks(text)) == len(clicks(html)) == answers
    assert len(set(map(str, clicks(html)))) == answers


def test_words_of_a_way_out_take_the_place_of_ours(server, invited, send):
    invited(1, subject={"en": "Tell {sender}"}, text={"en": "Dear {name|friend},\n\nhere {link} & <b>now</b>."})
    send()
    message, text, html = arrived(server)
    assert message["Subject"] == "Tell main"
    assert "Dear friend," in text
    assert "&amp; &lt;b&gt;now&lt;/b&gt;." in html


def test_a_test_goes_to_oneself_answers_nothing_and_is_written_nowhere(invited, as_owner, page, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    made = invited(0)
    asked = {"survey_id": made.survey_id, "way_id": made.id}
    as_owner.post(page("surveys:letters_test", **asked), {"language": "pl"})
    assert mail.outbox[0].to == ["owner@example.org"]
    assert mail.outbox[0].subject.startswith("[")
    assert not clicks(mail.outbox[0].body)
    assert (Delivery.objects.count(), Contact.objects.count(), Participant.objects.count()) == (0, 0, 0)
    assert as_owner.get(page("surveys:letters", **asked) + "?language=ru&what=reminder").status_code == 200
    shown = as_owner.get(page("surveys:letter_page", **asked))
    assert "script-src 'none'" in shown["Content-Security-Policy"]
    assert shown["X-Frame-Options"] == "SAMEORIGIN"


TRICKS = st.sampled_from(["\r\nBcc: evil@example.com", "\n\n<b>body", "\0", "\u202egnp", "=?utf-8?q?=0d=0aBcc:_e?=",
                          ", evil@example.com", "<evil@example.com>", '"', "\\", "\u2028", "\u0085", "\ud800", "(c)",
                          "; a=b", ":", "@", "\x1b[31m", "\x7f"])  # fmt: skip
NASTY = st.lists(st.one_of(TRICKS, st.text(max_size=12)), max_size=6).map("".join)


@pytest.fixture
def smtp_once(settings):
    """What would be given to a mail server, without one."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NASTY, subject=NASTY, sender=NASTY, text=NASTY)
def test_nothing_that_is_put_in_makes_a_header_or_a_recipient(property_survey, smtp_once, name, subject, sender, text):
    from email import message_from_bytes, policy  # noqa: PLC0415
    from uuid import uuid4  # noqa: PLC0415

    from clew_server.surveys.sending.letters.letter import Addressee, letter_for, message_of  # noqa: PLC0415

    settings_ = EmailSettings(subject={"en": f"{subject}{{name}}"}, text={"en": text})
    whom = Addressee(uuid4(), "ann@example.org", "en", {"first_name": name, "name": name})
    letter = letter_for(property_survey, settings_, whom, sender)
    made = message_of(letter, settings_, whom.address, uuid4())
    raw = made.message().as_bytes(linesep="\r\n")
    read = message_from_bytes(raw, policy=policy.default)
    assert set(read.keys()) <= HEADERS
    assert len(read.keys()) == len(set(read.keys()))
    assert made.recipients() == ["ann@example.org"]
    assert [one.addr_spec for one in read["To"].addresses] == ["ann@example.org"]
    assert [one.addr_spec for one in read["From"].addresses] == ["clew@localhost"]
    assert not set("\r\n\0") & set(str(read["Subject"]))
    assert " ".join(str(read["Subject"]).split()) == letter.subject


@pytest.fixture
def property_survey(published):
    return live(published().id)


@pytest.mark.parametrize(
    "address",
    ["ann", "@x.org", "ann@", "ann@x", "a b@x.org", "ann@x.org,bob@x.org", "ann@x.org\r\nRCPT TO:<b@x.org>",
     '"ann b"@x.org', "Ann <ann@x.org>", "ann@[127.0.0.1]", "ann@127.0.0.1", "ann..b@x.org", ".ann@x.org",
     "zażółć@x.org", "ann@straße.de", "ann@-x.org", "ann@x..org",
     "a" * 65 + "@x.org", "ann@" + "a." * 130 + "org", "ann@x.org\0"],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_words(address):
    with pytest.raises(AddressError) as raised:
        checked_email(address)
    assert str(raised.value)


def test_an_international_domain_is_encoded_and_a_number_read():
    assert checked_email("ann@żółw.example") == "ann@xn--w-uga1v8h.example"
    assert checked_phone("0048 601 234 567") == "+48601234567"
    for wrong in ("601234567", "+0123", "+48abc", "", "+48601234567890123"):
        with pytest.raises(AddressError):
            checked_phone(wrong)


@given(st.text())
def test_one_line_is_one_line(text):
    assert one_line(text) == one_line(one_line(text))
    assert len(one_line(text).splitlines()) <= 1
