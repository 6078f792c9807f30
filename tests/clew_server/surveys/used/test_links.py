"""Which links were used, beside the database: made of it, never lost, in backups ten by ten."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from threading import Thread
from uuid import uuid4

import pytest

from clew.store.backup import backup, check_backup
from clew_server.erasure.person import Person
from clew_server.lakes.handles import opened
from clew_server.surveys.forgetting import forget
from clew_server.surveys.models import Distribution, Participant
from clew_server.surveys.models.ways import EMAIL
from clew_server.surveys.used import links, settling
from clew_server.surveys.used.links import Link, files, is_used, settle, use, used_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 29, 14, 37, tzinfo=UTC)


@pytest.fixture
def nobody(published, way):
    return way(published(is_anonymous=True), EMAIL)


@pytest.fixture
def invite(nobody):
    def made(count, **more):
        names = [f"p{Participant.objects.count() + at}" for at in range(count)]
        said = {"distribution": nobody, "state": "asked", **more}
        return [Participant.objects.create(person=name, address=f"{name}@example.org", **said) for name in names]

    return made


@pytest.fixture
def link(company, nobody):
    return lambda who: Link(company.id, nobody.id, who.id)


def folder(company):
    return opened(company.id).store.place.folder


def files_of(nobody):
    return [path for path in files(nobody.survey.workspace_id) if path.name == nobody.id.hex]


def test_a_link_is_used_once_and_the_database_is_not_told(company, nobody, invite, link):
    people = invite(3)
    assert not is_used(link(people[0]))
    assert use([link(people[0])], NOW) == {link(people[0])}
    assert use([link(people[0]), link(people[1])], NOW) == {link(people[1])}
    assert [is_used(link(one)) for one in people] == [True, True, False]
    assert used_of(company.id, nobody.id) == {people[0].id, people[1].id}
    assert set(Participant.objects.values_list("state", flat=True)) == {"asked"}


def test_who_is_invited_later_is_let_in_and_nobody_is_forgotten(invite, link):
    first = invite(2)
    use([link(first[0])], NOW)
    later = invite(2)
    assert not is_used(link(later[0]))
    use([link(later[0])], NOW)
    assert [is_used(link(one)) for one in (*first, *later)] == [True, False, True, False]


def test_who_answered_under_an_earlier_version_stays_used(invite, link):
    old, new = invite(1, state="started"), invite(1)
    use([link(new[0])], NOW)
    assert is_used(link(old[0]))


def test_nothing_needs_the_database_once_the_file_is_there(invite, link, django_assert_num_queries):
    people = invite(3)
    use([link(people[0])], NOW)
    with django_assert_num_queries(0):
        use([link(people[1])], NOW)
        assert [is_used(link(one)) for one in people] == [True, True, False]


def test_once_a_distribution_runs_nothing_needs_the_database_at_all(
    company, nobody, published, way, invite, link, django_assert_num_queries
):
    people = invite(3)
    public, named = way(nobody.survey), way(published(nobody.survey.text.replace("delivery", "named", 1)), EMAIL)
    settling.look(company.id)
    assert files_of(nobody)
    assert not [*files_of(public), *files_of(named)]
    with django_assert_num_queries(0):
        assert not is_used(link(people[1]))
        use([link(people[1])], NOW)
    settling.look(company.id)
    assert [is_used(link(one)) for one in people] == [False, True, False]


def test_copies_of_backups_differ_by_ten_people_or_by_nobody(company, nobody, invite, link, tmp_path):
    people, known = invite(45), [frozenset()]
    for at, one in enumerate(people):
        use([link(one)], NOW)
        settling.look(company.id)
        if at % 4 == 3:
            target = tmp_path / f"copy{at}"
            backup([folder(company)], target, now=lambda: NOW)
            assert not list(target.rglob("unsettled"))
            assert not check_backup(target)
            known.append(frozenset(links._used(target / folder(company).name / "links" / nobody.id.hex)))
    steps = [len(later - before) for before, later in pairwise(known)]
    assert all(before <= later for before, later in pairwise(known))
    assert all(step == 0 or step >= 10 for step in steps), steps
    assert len(known[-1]) >= 45 - 10


def test_what_a_backup_knew_is_known_where_the_file_is_gone(company, nobody, invite, link):
    people = invite(12)
    use(map(link, people[:11]), NOW)
    assert settle(company.id, nobody.id)
    live, _ = links._paths(company.id, nobody.id)
    live.unlink()  # as after a restore
    assert is_used(link(people[0]))
    assert used_of(company.id, nobody.id) == {one.id for one in people[:11]}
    use([link(people[11])], NOW)
    assert all(is_used(link(one)) for one in people)


def test_erased_people_are_in_no_file(company, nobody, invite, link):
    people = invite(12)
    use(map(link, people[:11]), NOW)
    settle(company.id, nobody.id)
    forget(company.id, Person((people[0].address,)))
    assert len(files_of(nobody)) == 2
    for path in files_of(nobody):
        assert people[0].id.bytes not in path.read_bytes()
        assert people[1].id.bytes in path.read_bytes()
    assert used_of(company.id, nobody.id) == {one.id for one in people[1:11]}


def test_files_of_a_distribution_that_is_gone_go_too(company, nobody, invite, link):
    use(map(link, invite(11)), NOW)
    settling.look(company.id)
    assert len(files_of(nobody)) == 2
    Distribution.objects.filter(id=nobody.id).delete()
    settling.look(company.id)
    assert not files_of(nobody)


def test_many_threads_lose_no_use(company, nobody, invite, link):
    people = invite(40)
    use([link(people[0])], NOW)

    def some(at):
        for one in people[at::4]:
            use([link(one)], NOW)
            settle(company.id, nobody.id)

    threads = [Thread(target=some, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(used_of(company.id, nobody.id)) == 40


def test_an_unknown_link_is_not_used(company, nobody):
    assert not is_used(Link(company.id, nobody.id, uuid4()))
    assert used_of(company.id, nobody.id) == frozenset()
