"""Questions by segment: who is in, who is in several, who in none; the same for figures, rates, rows and paths."""

from __future__ import annotations

import shutil

import pytest

from clew.api import open as open_data
from clew.errors import UsageError
from clew.questions.parse import parse_filter
from clew.questions.segments.segment import Segment
from clew.store import open_workspace

CUSTOMERS = """customer_id,account_id,country,plan
c1,a1,PL,pro
c2,a1,PL,basic
c3,a2,DE,pro
c4,,DE,
"""
ACCOUNTS = "account_id,kind\na1,firm\na2,household\n"
FEEDBACK = """feedback_id,customer_id,metric,rating,answered_at,channel
f1,c1,nps,10,2026-01-01,web
f2,c2,nps,9,2026-01-02,web
f3,c3,nps,0,2026-01-03,shop
f4,c4,nps,3,2026-01-04,shop
f5,c1,nps,8,2026-02-05,shop
f6,c9,nps,1,2026-01-06,web
f7,,nps,2,2026-01-07,web
"""
TICKETS = """ticket_id,customer_id,opened_at,kind,channel
t1,c3,2026-01-02,complaint,web
t2,c1,2026-01-03,question,web
t3,c1,2026-01-20,complaint,shop
"""
EVENTS = """event_id,customer_id,occurred_at,name
e1,c1,2026-01-02,open
e2,c1,2026-01-03,pay
e3,c3,2026-01-03,open
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """A data folder with four customers, and three segments that overlap."""
    folder = tmp_path_factory.mktemp("segments")
    store = open_workspace(folder / "data")
    texts = {"customers": CUSTOMERS, "accounts": ACCOUNTS, "feedback": FEEDBACK, "tickets": TICKETS, "events": EVENTS}
    for table, text in texts.items():
        (folder / f"{table}.csv").write_text(text)
        store.import_files([folder / f"{table}.csv"], table=table)
    keep(store, "pro", "traits.plan=pro")
    keep(store, "Polish firms", "country=PL", "accounts.kind=firm")
    keep(store, "complained", "tickets.kind=complaint", "tickets.channel=web")
    return folder / "data"


@pytest.fixture
def handle(imported, tmp_path):
    """A copy of that folder, the test's own."""
    shutil.copytree(imported, tmp_path / "data")
    return open_data(tmp_path / "data")


def keep(store, name: str, *conditions: str) -> None:
    segment = Segment(conditions=tuple(parse_filter(text) for text in conditions))
    store.keep("segment", name, Segment.of(segment.to_document()).to_document())


def counted(handle, metric: str = "nps", **asked) -> dict[str | None, int]:
    found = handle.ask(metric, min_n=1, **asked).answer
    return {next(iter(row.dimensions.values()), "all"): row.n for row in found.rows}


@pytest.mark.parametrize(
    ("where", "n"),
    [
        ("segment=pro", 3),  # c1 twice, c3
        ("segment=Polish firms", 3),  # c1 twice, c2
        ("segment=complained", 1),  # c3; the complaint of c1 came by another channel than their web ticket
        (("segment=pro", "segment=Polish firms"), 4),  # either: c1, c2, c3
        ("segment!=pro", 4),  # c2, c4, c9 who is no known customer, and nobody
        (("segment=pro", "segment!=Polish firms"), 1),
        ("segment=", 3),  # in none: c4, c9, nobody
        ("segment!=", 4),
        (("segment=pro", "channel=shop"), 2),
    ],
)
def test_a_filter_keeps_the_customers_of_a_segment(handle, where, n):
    assert counted(handle, where=where)["all"] == n


def test_by_segment_a_customer_counts_in_each_of_theirs(handle):
    assert counted(handle, by="segment") == {"pro": 3, "Polish firms": 3, "complained": 1, None: 3}
    assert counted(handle, by="segment", where=["segment=pro", "segment=complained"]) == {"pro": 3, "complained": 1}
    cells = handle.ask("nps", by="segment,channel", min_n=1).answer.rows
    assert {(row.dimensions["segment"], row.dimensions["channel"]): row.n for row in cells}["pro", "shop"] == 2
    assert len(handle.ask("nps", by="segment", min_n=1).rows()) == 10


def test_a_rate_by_segment_is_per_customer_of_the_segment(handle):
    found = handle.ask("contact_rate", settings={"contact": "tickets"}, by="segment", min_n=1).answer
    values = {row.dimensions["segment"]: row.value for row in found.rows}
    assert values == {"pro": 1500, "Polish firms": 1000, "complained": 1000, None: 0}
    one = handle.ask("contact_rate", settings={"contact": "tickets"}, where="segment=pro", min_n=1).answer
    assert one.rows[0].value == 1500


def test_a_segment_is_as_of_the_moment_asked_for(handle):
    assert counted(handle, where="segment=complained", as_of="2026-01-03T12:00")["all"] == 1
    assert counted(handle, where="segment=complained", as_of="2026-01-01T12:00")["all"] == 0


def test_what_cannot_be_asked_says_why(handle):
    with pytest.raises(
        UsageError, match=r"no segment 'por'. Did you mean 'pro'\? Choices: Polish firms, complained, pro"
    ):
        handle.ask("nps", where="segment=por")
    with pytest.raises(UsageError, match="segment!=NAME"):
        handle.ask("nps", where="segment>pro")
    with pytest.raises(UsageError, match="several segments"):
        handle.ask("nps", compare="segment")
    for name in ("pro", "Polish firms", "complained"):
        handle.store.keep("segment", name, None)
    with pytest.raises(UsageError, match="no segments yet"):
        handle.ask("nps", by="segment")
    with pytest.raises(UsageError, match="Choices: none yet"):
        handle.ask("nps", where="segment=pro")


def test_a_changed_segment_changes_the_answer_and_nothing_cached_stands_in_the_way(handle):
    assert counted(handle, where="segment=pro")["all"] == 3
    keep(handle.store, "pro", "traits.plan=basic")
    assert counted(handle, where="segment=pro")["all"] == 1
    keep(handle.store, "pro", "traits.plan=pro")
    assert counted(handle, where="segment=pro")["all"] == 3


def test_an_empty_segment_says_what_nobody_has(handle):
    keep(handle.store, "gold", "traits.plan=gold")
    assert "nobody has 'gold' in 'traits.plan'" in handle.ask("nps", where="segment=gold").answer.warnings


def test_a_segment_by_an_old_name_means_the_new_one(handle):
    handle.store.rename("channel", "web", "Internet")
    assert counted(handle, where="segment=complained")["all"] == 1


def test_paths_know_segments_and_two_groups_are_made_by_one(handle):
    def paths(**asked) -> int:
        return handle.paths(by="customer", tables=("events",), **asked).look(len)

    assert (paths(), paths(where="segment=Polish firms")) == (2, 1)
    keep(handle.store, "Polish firms", "country=DE")
    assert paths(where="segment=Polish firms") == 1
    keep(handle.store, "Polish firms", "country=XX")
    assert paths(where="segment=Polish firms") == 0
    with pytest.raises(UsageError, match="no segment 'nope'"):
        paths(where="segment=nope")
