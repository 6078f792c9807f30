"""An anonymous link is used once, by its first saved page: whatever breaks off in between, and no row says so."""

from __future__ import annotations

import pytest
from django.db import connection

from clew_server.surveys.answering.sealing import new_id, seal_id
from clew_server.surveys.answering.storing import saving, shelf
from clew_server.surveys.links import personal_token
from clew_server.surveys.models import Participant, Response
from clew_server.surveys.used import links

pytestmark = pytest.mark.django_db


class KilledError(BaseException):
    """The process ends here."""


@pytest.fixture
def nobody(published, mail):
    return mail(published(is_anonymous=True))


def link(who) -> str:
    return f"/s/{personal_token(who.id)}"


def test_a_link_is_used_up_by_its_first_saved_page(nobody, ask, visit, send):
    who = ask(nobody)
    one, two = visit(link(who)), visit(link(who))
    assert visit(link(who)).status == 200  # opening uses nothing up
    form = {"asked": "satisfied", "q.satisfied": "2"}
    assert send(one.action, {**form, "q.satisfied": "", "seed": one.field("seed")}).status == 422
    sent = send(one.action, {**form, "seed": one.field("seed")})
    assert send(one.action, {**form, "seed": one.field("seed")}).leads_to == sent.leads_to  # sent twice
    assert send(two.action, {**form, "seed": two.field("seed")}).status == 410
    assert visit(link(who)).status == 410
    assert Response.objects.count() == 1
    assert visit(sent.leads_to).status == 200


def test_twenty_at_once_use_a_link_once(nobody, ask, visit, send_at_once):
    who = ask(nobody)
    forms = [(link(who), {"asked": "satisfied", "q.satisfied": "2", "seed": seal_id(new_id())}) for _ in range(20)]
    told = send_at_once(forms)
    assert sorted(page.status for page in told) == [303, *[410] * 19]
    assert Response.objects.count() == 1


def test_a_link_that_could_not_be_saved_is_not_used_up(nobody, ask, visit, send, monkeypatch):
    who = ask(nobody)
    first = visit(link(who))
    form = {"asked": "satisfied", "q.satisfied": "2", "seed": first.field("seed")}
    with monkeypatch.context() as broken:
        broken.setattr(saving, "acknowledge_own", None)
        assert send(first.action, form).status == 503
    assert send(first.action, form).status == 303


def test_who_opted_out_has_no_link_any_more(nobody, ask, visit):
    assert visit(link(ask(nobody, state="opted_out"))).status == 404


def killed(*_: object, **__: object) -> None:
    raise KilledError


async def killed_after_the_row(one) -> None:
    await shelf._shelf().keeping.of(one)
    raise KilledError


async def killed_at_last(one) -> None:
    await shelf._shelf().keeping.of(one)
    await shelf.use(one.uses)
    raise KilledError


@pytest.mark.parametrize(
    ("where", "by"),
    [(saving, killed), (shelf, killed), (shelf, killed_after_the_row), (shelf, killed_at_last)],
    ids=["before the journal", "after the journal", "after the response", "after the use"],
)
def test_killed_at_any_step_the_same_form_goes_on_and_no_other(where, by, nobody, ask, visit, send, rows, monkeypatch):
    who = ask(nobody)
    one, two = visit(link(who)), visit(link(who))
    form = {"asked": "satisfied", "q.satisfied": "2"}
    with monkeypatch.context() as broken:
        broken.setattr(where, "acknowledge_own" if where is saving else "keep", by)
        with pytest.raises(KilledError):
            send(one.action, {**form, "seed": one.field("seed")})
    sent = send(one.action, {**form, "seed": one.field("seed")})
    assert sent.status == 303
    assert send(two.action, {**form, "seed": two.field("seed")}).status == 410
    assert visit(link(who)).status == 410
    assert visit(sent.leads_to).status == 200
    assert [kept.id for kept in Response.objects.all()] == [one.response_id]
    assert rows(one.response_id)["satisfied"]["rating"] == 2


def test_what_is_not_on_the_disk_is_not_acknowledged(nobody, ask, visit, send, monkeypatch):
    first = visit(link(ask(nobody)))
    form = {"asked": "satisfied", "q.satisfied": "2", "seed": first.field("seed")}
    with monkeypatch.context() as broken:
        broken.setattr(links, "flip", None)
        assert send(first.action, form).status == 503
    assert send(first.action, form).status == 303


def test_a_damaged_file_stops_its_own_distribution_and_no_other(nobody, published, mail, ask, visit, send_at_once):
    other = mail(published("# another\n" + nobody.survey.text.replace("id: delivery", "id: other"), is_anonymous=True))
    harmed, well, first = ask(nobody), ask(other), ask(nobody, 2)
    links.use([links.Link(nobody.survey.workspace_id, nobody.id, first.id)], first.due_at)
    path = links._paths(nobody.survey.workspace_id, nobody.id)[0]
    path.write_bytes(path.read_bytes()[:-1])
    form = {"asked": "satisfied", "q.satisfied": "2"}
    told = send_at_once([(link(who), {**form, "seed": seal_id(new_id())}) for who in (harmed, well)])
    assert [page.status for page in told] == [503, 303]


def test_a_use_writes_nothing_into_the_rows_of_who_is_asked(nobody, ask, visit, send, monkeypatch):
    first, written = visit(link(ask(nobody))), []

    def seen(execute, sql, *more):
        written.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(seen):
        sent = send(first.action, {"asked": "satisfied", "q.satisfied": "5", "seed": first.field("seed")})
        send(sent.leads_to, {"asked": "words", "q.words": "x"})
    changed = [sql for sql in written if not sql.lstrip().upper().startswith("SELECT") and "surveys_" in sql]
    assert changed
    assert all('"surveys_response"' in sql for sql in changed), changed
    assert Participant.objects.get().state == "asked"
