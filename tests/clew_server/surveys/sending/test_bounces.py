"""What counts as a report of a mail server, and what in it is believed: crooked mail stops nothing."""

from __future__ import annotations

import pytest
from tests.clew_server.surveys.sending.test_files import REPORT

from clew.errors import ClewError
from clew_server.surveys.models import Delivery
from clew_server.surveys.sending import bounces
from clew_server.surveys.sending.bounces import Report, read_reports, take_reports

pytestmark = pytest.mark.django_db


def report(message_id="<m1@example.org>", words="no such user"):
    return REPORT.format(
        action="failed", status="5.1.1", words=words, returned="text/rfc822-headers", message_id=message_id
    ).encode()


@pytest.fixture
def sent(company, invited):
    """Two messages that were sent, by their Message-IDs."""
    made = invited(2)
    for number, one in enumerate(made.participants.order_by("address"), 1):
        Delivery.objects.create(participant=one, number=0, state="sent", tries=1, message_id=f"<m{number}@example.org>")
    return company.id


def test_a_file_that_is_empty_or_too_large_is_refused_whole(sent, monkeypatch):
    with pytest.raises(ClewError, match="20 MB"):
        take_reports(sent, b"")
    monkeypatch.setattr(bounces, "LARGEST", 100)
    with pytest.raises(ClewError, match="20 MB"):
        take_reports(sent, report())
    assert not Delivery.objects.filter(state="bounced").exists()


def test_a_report_that_breaks_its_reader_is_told_and_the_next_one_counts(sent, monkeypatch):
    read = bounces.read_reports

    def crooked(raw):
        if b"crooked" in raw:
            raise LookupError("unknown encoding")
        return read(raw)

    monkeypatch.setattr(bounces, "read_reports", crooked)
    taken = take_reports(sent, b"From a\n" + report(words="crooked") + b"\n\nFrom b\n" + report("<m2@example.org>"))
    assert (taken.new, [at for at, _ in taken.wrong]) == (1, [1])
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["bounced", "sent"]


def test_what_is_no_report_and_what_is_of_nobody_are_told_apart(sent):
    other = report("<other@example.org>")
    taken = take_reports(sent, b"From a\nSubject: a holiday\n\nGone.\n\nFrom b\n" + other)
    assert [(at, "no report" in said) for at, said in taken.wrong] == [(1, True), (2, False)]


def test_only_the_part_for_machines_is_believed_and_a_recipient_of_it_each():
    (found,) = read_reports(report())
    assert found == Report(("<m1@example.org>",), "failed", "5.1.1 550 5.1.1 no such user")
    forwarded = (
        b"Content-Type: message/rfc822\n\nAction: failed\nStatus: 5.1.1\nMessage-ID: <m1@example.org>\n\nHello\n"
    )
    assert read_reports(forwarded) == []


def test_the_reports_own_id_names_no_message_of_ours():
    (found,) = read_reports(b"Message-ID: <of-the-report@mx.example>\n" + report())
    assert found.message_ids == ("<m1@example.org>",)


def test_words_without_a_kind_of_code_stay_whole():
    (found,) = read_reports(report().replace(b"smtp; 550", b"550"))
    assert found.words == "5.1.1 550 5.1.1 no such user"


def test_one_message_stays_one_whatever_stands_in_its_text(sent):
    whole = report().replace(b"I'm sorry.", b"I'm sorry.\n\nFrom here on nothing helps.\n")
    taken = take_reports(sent, whole)
    assert (taken.new, taken.wrong) == (1, [])
    again = take_reports(sent, b"From a\n" + report() + b"\n\nFrom b\n\n\nFrom c\n" + report("<m2@example.org>"))
    assert (again.new, again.known, again.wrong) == (1, 1, []), "an empty place between two is none"


def test_a_part_for_machines_that_is_plain_text_says_nothing():
    whole = report().replace(b"message/delivery-status", b"message/delivery-status; x=1").replace(b"\n--B--", b"")
    assert len(read_reports(whole)) == 1
    assert read_reports(b"Content-Type: message/delivery-status\n\n") == []
