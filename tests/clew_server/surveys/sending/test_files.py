"""Links for another sender and what it says of them; reports of mail servers. Wrong rows are told, nothing is lost."""

from __future__ import annotations

import csv
import io
import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.clew_server.surveys.conftest import TWO_PAGES
from tests.clew_server.surveys.sending.conftest import join

from clew.errors import ClewError
from clew_server.surveys.links import participant_of, personal_address
from clew_server.surveys.models import Contact, Delivery, Participant, Suppression, Survey
from clew_server.surveys.models.ways import FILE
from clew_server.surveys.persons import person_of
from clew_server.surveys.sending import exporting
from clew_server.surveys.sending.bounces import read_reports, take_reports
from clew_server.surveys.sending.exporting import claim, export
from clew_server.surveys.sending.statuses import take_statuses

pytestmark = pytest.mark.django_db
REPORT = """From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: clew@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Sun, 29 Nov 2026 05:00:00 +0000

Final-Recipient: rfc822; p0@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} {words}

--B
Content-Type: {returned}

From: clew@localhost
Message-ID: {message_id}
Subject: Hello

--B--
"""


def read(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def given(invited, published):
    """A way out whose links were given to another sender."""
    text = TWO_PAGES.replace("languages:", "fields: [first_name]\nlanguages:")
    made = invited(0, survey=published(text), kind=FILE)
    for n in range(5):
        join(made, f"p{n}@example.org", fields={"first_name": "=HYPERLINK(1)" if n == 0 else f"N{n}"}, language="ro")
    return made


def test_links_leave_once_as_an_ask_and_no_cell_is_a_formula(given):
    rows = read(export(given, timezone.now(), has_addresses=False))
    assert {participant_of(row["link"].rsplit("/", 1)[1]) for row in rows} == set(
        Participant.objects.values_list("id", flat=True)
    )
    assert sorted(row["first_name"] for row in rows) == ["'=HYPERLINK(1)", "N1", "N2", "N3", "N4"]
    assert set(rows[0]) == {"id", "link", "opt_out", "language", "first_name"}
    assert Contact.objects.count() == 5
    again = export(given, timezone.now(), has_addresses=True)
    assert [row["link"] for row in read(again)] == [row["link"] for row in rows]
    assert "p0@example.org" in again.decode()
    assert (Contact.objects.count(), Delivery.objects.count()) == (5, 5)


def test_who_may_not_be_asked_is_not_in_the_file(given, company):
    one = Participant.objects.first()
    Suppression.objects.create(workspace=company, person=one.person, reason="opted_out")
    assert len(read(export(given, timezone.now(), has_addresses=False))) == 4


def test_who_is_on_the_suppression_list_by_now_is_not_in_the_file_again(given, company):
    assert len(read(export(given, timezone.now(), has_addresses=False))) == 5
    by_address, by_customer = Participant.objects.order_by("address")[:2]
    Participant.objects.filter(id=by_customer.id).update(customer_id="K1")
    for key in (person_of(company.id, "", by_address.address), person_of(company.id, "K1")):
        Suppression.objects.create(workspace=company, person=key, reason="by_hand")
    ids = {row["id"] for row in read(export(given, timezone.now(), has_addresses=False))}
    assert len(ids) == 3
    assert not ids & {str(by_address.id), str(by_customer.id)}


def test_each_is_asked_in_a_transaction_of_their_own(given, monkeypatch):
    """On PostgreSQL a claim holds a lock until its transaction ends: two exports would wait for each other."""
    asked = []

    def breaks(one, now, seen):
        if len(asked) == 2:
            raise KeyboardInterrupt
        asked.append(one.id)
        return claim(one, now, seen)

    monkeypatch.setattr(exporting, "claim", breaks)
    with pytest.raises(KeyboardInterrupt):
        export(given, timezone.now(), has_addresses=False)
    assert set(Delivery.objects.values_list("participant_id", flat=True)) == set(asked)
    assert Contact.objects.count() == 2


@pytest.mark.parametrize(
    ("status", "reason", "count"),
    [("bounced", "", 0), ("failed", "", 0), ("dropped", "", 0), ("rejected", "550 5.7.1 spam", 0),
     ("bounced", "5.1.1 unknown", 1), ("hard_bounce", "", 1), ("Hard-Bounce", "whatever", 1)],
)  # fmt: skip
def test_only_an_address_that_there_is_not_is_suppressed_and_not_the_customer(given, company, status, reason, count):
    one = Participant.objects.first()
    Participant.objects.filter(id=one.id).update(customer_id="K1", person=person_of(company.id, "K1"))
    export(given, timezone.now(), has_addresses=False)
    assert take_statuses(given, f"id,status,reason\n{one.id},{status},{reason}".encode()).new == 1
    expected = [person_of(company.id, "", one.address)][:count]
    assert list(Suppression.objects.values_list("person", flat=True)) == expected


def statuses(given, *rows):
    ids = list(Participant.objects.order_by("address").values_list("id", flat=True))
    lines = [f"{personal_address(ids[n])},{status},{time}" for n, status, time in rows]
    return take_statuses(given, ("link,status,time\n" + "\n".join(lines)).encode())


def states():
    return list(Delivery.objects.order_by("participant__address").values_list("state", flat=True))


ROWS = [(0, "delivered", "2026-11-01 10:00"), (0, "opened", "2026-11-01T11:00"), (1, "hard_bounce", ""),
        (1, "sent", "2026-11-01"), (2, "unsubscribed", ""), (2, "delivered", ""), (3, "Delivered", ""),
        (3, "bounced", ""), (4, "hard_bounce", ""), (4, "opened", "")]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_in_any_order_and_again_the_same_stands_afterwards(given, seed):
    export(given, timezone.now(), has_addresses=False)
    rows = random.Random(seed).sample(ROWS, len(ROWS))  # noqa: S311 - an order
    assert statuses(given, *rows).wrong == []
    assert states() == ["opened", "bounced", "delivered", "bounced", "opened"]
    assert statuses(given, *rows).new == 0
    people = [one.person for one in Participant.objects.order_by("address")]
    assert Participant.objects.get(person=people[2]).state == "opted_out"
    assert dict(Suppression.objects.values_list("person", "reason")) == {
        people[1]: "bounced", people[2]: "opted_out", people[4]: "bounced"
    }  # fmt: skip
    asked = list(Contact.objects.values_list("person", flat=True))
    assert sorted(asked) == sorted([people[0], people[2], people[4]]), "who was never reached was not asked"


@pytest.mark.parametrize("order", [("opened", "hard_bounce"), ("hard_bounce", "opened")])
def test_who_opened_it_was_asked_and_an_address_that_there_is_not_any_more_is_not_written_to(given, order):
    export(given, timezone.now(), has_addresses=False)
    statuses(given, *((0, status, "") for status in order))
    one = Participant.objects.order_by("address").first()
    assert states()[0] == "opened"
    assert list(Suppression.objects.values_list("person", "reason")) == [(one.person, "bounced")]
    assert Contact.objects.filter(person=one.person, at=one.asked_at).count() == 1


@pytest.mark.parametrize("word", ["opened", "clicked"])
def test_that_an_anonymous_invitation_was_opened_changes_no_row(given, word):
    """Its answer is written seconds later: the order of changes, which databases keep, would join both."""
    Survey.objects.update(is_anonymous=True)
    export(given, timezone.now(), has_addresses=False)
    before = list(Delivery.objects.order_by("id").values())
    taken = statuses(given, (0, word, "2026-11-01 10:00"))
    assert (taken.new, taken.known, taken.wrong) == (0, 1, [])
    assert list(Delivery.objects.order_by("id").values()) == before
    assert statuses(given, (0, "delivered", "2026-11-01 10:00")).new == 1
    assert states()[0] == "delivered"


@pytest.mark.parametrize(("is_anonymous", "hour"), [(True, 0), (False, 10)])
def test_when_somebody_unsubscribed_from_an_anonymous_survey_is_kept_to_the_day(given, is_anonymous, hour):
    Survey.objects.update(is_anonymous=is_anonymous)
    export(given, timezone.now(), has_addresses=False)
    statuses(given, (0, "unsubscribed", "2026-11-01T10:23:45+00:00"))
    kept = Suppression.objects.get()
    assert (kept.at.day, kept.at.hour, kept.at.minute) == (1, hour, 0 if is_anonymous else 23)


def test_wrong_rows_are_told_with_their_line_and_the_others_count(given, rival):
    export(given, timezone.now(), has_addresses=False)
    one = Participant.objects.order_by("address").first()
    text = f"""message_id;event;when
{one.id};delivered;
nobody;delivered;
{one.id};eaten;
{one.id};opened;yesterday
{one.id};opened;2126-01-01
;opened;
{personal_address(one.id, x="1")};opened;2026-11-02 10:00"""
    taken = take_statuses(given, text.encode())
    assert [line for line, _ in taken.wrong] == [3, 4, 5, 6, 7]
    assert (taken.new, states()[0]) == (2, "opened")
    assert rival


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2", b"\xff\x00\x81", b"\x00"])
def test_what_is_no_such_file_is_refused_in_words(given, content):
    with pytest.raises(ClewError) as raised:
        take_statuses(given, content)
    assert str(raised.value)


def test_nothing_of_another_way_out_is_touched(given, invited, send, server):
    export(given, timezone.now(), has_addresses=False)
    other = invited(0, survey=given.survey)
    mine = Participant.objects.filter(distribution=given).first()
    taken = take_statuses(other, f"id,status\n{mine.id},bounced".encode())
    assert len(taken.wrong) == 1
    assert set(states()) == {"sent"}


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
@pytest.mark.parametrize(
    ("action", "status", "state", "suppressed"),
    [("failed", "5.1.1", "bounced", 1), ("failed", "5.2.2", "bounced", 0), ("failed", "5.7.1", "bounced", 0),
     ("delayed", "4.4.1", "sent", 0), ("delivered", "2.0.0", "delivered", 0)],
)  # fmt: skip
def test_a_report_is_found_by_its_message(server, company, invited, send, action, status, state, suppressed, returned):
    invited(1)
    send()
    raw = REPORT.format(action=action, status=status, words="x", returned=returned,
                        message_id=Delivery.objects.get().message_id).encode()  # fmt: skip
    assert take_reports(company.id, raw).wrong == []
    assert states() == [state]
    assert Suppression.objects.count() == suppressed
    assert Contact.objects.exists() is (state != "bounced"), "who was never reached was not asked"
    assert take_reports(company.id, raw).new == 0, "again is harmless"


def test_an_mbox_of_reports_is_read_message_by_message(server, company, invited, send):
    invited(2)
    send()
    ids = Delivery.objects.values_list("message_id", flat=True)
    more = {"action": "failed", "status": "5.1.1", "words": "no", "returned": "message/rfc822"}
    parts = [REPORT.format(**more, message_id=one) for one in (*ids, "<other@example.org>")]
    mbox = "".join(f"From MAILER-DAEMON Sun Nov 29 05:00:00 2026\n{part}\n" for part in [*parts, "Subject: hi\n\nhi\n"])
    taken = take_reports(company.id, mbox.encode())
    assert (taken.new, [at for at, _ in taken.wrong]) == (2, [3, 4])
    assert states() == ["bounced", "bounced"]


def test_a_report_of_anothers_message_does_nothing(server, rival, invited, send):
    invited(1)
    send()
    raw = REPORT.format(action="failed", status="5.1.1", words="x", returned="message/rfc822",
                        message_id=Delivery.objects.get().message_id).encode()  # fmt: skip
    assert len(take_reports(rival.id, raw).wrong) == 1
    assert states() == ["sent"]


@pytest.mark.parametrize(
    "raw", [b"\0" * 1000, b"Content-Type: multipart/report; boundary=a\n\n--a\n" * 400, b"From \n"]
)
def test_crooked_mail_is_no_report(company, raw):
    assert read_reports(raw) == []
    assert take_reports(company.id, raw).new == 0


def test_pages_take_files_and_list_what_is_wrong(given, as_owner, as_viewer, page):
    asked = {"survey_id": given.survey_id, "way_id": given.id}
    assert as_viewer.post(page("surveys:links_file", **asked)).status_code == 403
    file = as_owner.post(page("surveys:links_file", **asked), {"addresses": "yes"})
    assert "attachment" in file["Content-Disposition"]
    assert len(read(file.content)) == 5
    one = Participant.objects.first()
    wrong = SimpleUploadedFile("s.csv", f"id,status\n{one.id},opened\nx,opened".encode())
    said = as_owner.post(page("surveys:statuses", **asked), {"file": wrong}).content.decode()
    assert "1 row was not understood" in said
    assert "opened" in states()
    shown = as_owner.get(page("surveys:links", **asked)).content.decode()
    assert "Download the links" in shown
    assert as_owner.post(page("surveys:statuses", **asked)).status_code == 302


def test_whole_addresses_are_for_owners_alone(given, as_owner, as_analyst, page):
    """Analysts see them masked, also where a mail server said them, and get the links without."""
    asked = {"survey_id": given.survey_id, "way_id": given.id}
    refused = as_analyst.post(page("surveys:links_file", **asked), {"addresses": "yes"})
    assert refused.status_code == 403
    assert not Delivery.objects.exists(), "nobody was asked by it"
    assert b"@example.org" not in as_analyst.post(page("surveys:links_file", **asked)).content
    assert b"p0@example.org" in as_owner.post(page("surveys:links_file", **asked), {"addresses": "yes"}).content
    for client, is_whole in ((as_owner, True), (as_analyst, False)):
        assert ('name="addresses"' in client.get(page("surveys:links", **asked)).content.decode()) is is_whole
    Delivery.objects.filter(participant__address="p0@example.org").update(
        state="bounced", error="550 <P0@example.org> unknown"
    )
    for client, is_whole in ((as_owner, True), (as_analyst, False)):
        text = client.get(page("surveys:sending", **asked)).content.decode()
        assert ("p0@example.org" in text, "P0@example.org" in text) == (is_whole, is_whole)
        assert ("p•••@example.org" in text) is not is_whole
        assert "unknown" in text
