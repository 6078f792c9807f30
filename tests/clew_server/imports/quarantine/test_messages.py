"""What the tracking API received among imports: apart from files, mended message by message, no mapping of its own."""

from __future__ import annotations

import json
import re
import uuid
from datetime import UTC, datetime
from html import unescape

import pytest

from clew.store import open_workspace
from clew.store.delivery import Deliveries
from clew_server.accounts import services
from clew_server.configuration import configuration
from clew_server.lakes.handles import opened

pytestmark = pytest.mark.django_db(transaction=True)

CROOKED = '{"type": "track",\n "userId": "</textarea>u1", "messageId": "m2"}'


@pytest.fixture
def own(workspaces, people):
    """A workspace to which a file, two messages and a crooked one came."""
    store = open_workspace(configuration().data, f"sent {uuid.uuid4().hex[:8]}")
    [workspace] = services.adopt({uuid.UUID(store.id): store.name})
    services.join(people["analyst"].email, "analyst", [workspace])
    way = Deliveries.of(store, lambda: datetime.now(UTC))
    for number in (0, 1):
        said = {"userId": "u1", "messageId": f"m{number}", "event": "Paid"}
        way.append("track", "key", json.dumps(said).encode())
    way.append("track", "key", CROOKED.encode())
    way.commit()
    way.close()
    store.catch_up()
    return workspace


@pytest.fixture
def store(own):
    return opened(own.id).store


@pytest.fixture
def sent(store):
    """The import of the messages."""
    return store.imports()[0]["import_id"]


def test_files_and_messages_are_lists_of_their_own(as_analyst, page, own, store, tmp_path):
    file = tmp_path / "calls.csv"
    file.write_text("call_id,customer_id,queued_at\n1,u1,2026-03-01T10:00:00Z\n", encoding="utf-8")
    store.import_files([file], table="calls")
    files = as_analyst.get(page("imports:imports", own.id)).content.decode()
    messages = as_analyst.get(page("imports:imports", own.id) + "?of=messages").content.decode()
    assert "calls.csv" in files
    assert "tracking API, " not in files
    assert "?of=messages" in files
    assert "calls.csv" not in messages
    assert "tracking API, " in messages
    assert "command line" not in messages


def test_without_messages_there_is_nothing_to_choose(as_analyst, page):
    assert "?of=messages" not in as_analyst.get(page("imports:imports")).content.decode()


def test_a_message_has_no_mapping_of_its_own(as_analyst, page, own, sent):
    text = as_analyst.get(page("imports:result", own.id, import_id=sent)).content.decode()
    assert "3 messages came" in text
    assert "Correct the mapping" not in text
    assert "command line" not in text
    assert as_analyst.get(page("imports:remapping", own.id, import_id=sent)).status_code == 404
    said = {"column": "message", "value": "x", "means": "y"}
    assert as_analyst.post(page("imports:means", own.id, import_id=sent), said).status_code == 404


def test_no_value_of_messages_is_said_to_mean_another(as_analyst, page, own, sent):
    address = f"{page('imports:quarantine', own.id)}?column=message&reason=has no event: the name of what happened"
    text = as_analyst.get(address).content.decode()
    assert "imports/done" in text
    assert 'name="means"' not in text
    said = {"table": "_messages", "reason": "has no event: the name of what happened", "column": "message",
            "value": CROOKED, "means": "y"}  # fmt: skip
    assert as_analyst.post(page("imports:means_everywhere", own.id), said).status_code == 404


def area(text):
    return unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", text, re.DOTALL)[1])


def test_a_message_is_mended_as_the_text_it_is(as_analyst, page, own, store, sent):
    address = page("imports:mend", own.id, import_id=sent, row=2)
    text = as_analyst.get(address).content.decode()
    assert area(text) == CROOKED
    assert 'name="c1"' not in text
    nothing = as_analyst.post(address, {"c0": CROOKED.replace("\n", "\r\n")})
    assert "Nothing was changed." in nothing.content.decode()
    mended = CROOKED.replace("}", ', "event": "Paid"}').replace("\n", "\r\n")
    assert as_analyst.post(address, {"c0": mended}).status_code == 302
    assert store.rejections(sent) == []
    assert store.imports()[0]["accepted"] == 3
    text = as_analyst.get(page("imports:result", own.id, import_id=sent)).content.decode()
    assert "Row 2 was mended: message" in text


def test_a_message_that_counts_and_says_a_name_twice_is_found_and_opened(as_analyst, page, own, store):
    said = '{"userId": "u1", "event": "Paid", "messageId": "m3", "properties": {"paid": 1, "paid": 2}}'
    way = Deliveries.of(store, lambda: datetime.now(UTC))
    way.append("track", "key", said.encode())
    way.commit()
    way.close()
    store.catch_up()
    assert sum(one["accepted"] for one in store.imports()) == 3
    text = as_analyst.get(page("imports:quarantine", own.id) + "?value=paid").content.decode()
    assert "kept: an object says a name twice, and the last value counts" in text
    (address,) = set(re.findall(r'href="([^"]*/rows/[^"]*)"', text))
    assert area(as_analyst.get(address).content.decode()) == said


def test_what_is_no_message_is_said_and_kept_as_typed(as_analyst, page, own, store, sent):
    address = page("imports:mend", own.id, import_id=sent, row=2)
    for typed, why in (('{"a": </textarea>', "This is no JSON"), ("[1]", "A message is a JSON object")):
        text = as_analyst.post(address, {"c0": typed}).content.decode()
        assert why in text
        assert area(text) == typed
    assert store.mends(sent) == []
    assert as_analyst.get(page("imports:mend", own.id, import_id=sent, row=99)).status_code == 404


def test_taken_back_they_count_again_only_if_they_are_sent_again(as_analyst, page, own, store, sent, do_jobs):
    as_analyst.post(page("imports:undo", own.id, import_id=sent))
    do_jobs()
    text = as_analyst.get(page("imports:result", own.id, import_id=sent)).content.decode()
    assert "These messages were taken back" in text
    assert "Send the file again" not in text
