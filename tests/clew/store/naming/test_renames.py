"""Renamed and merged touchpoints and channels: seen everywhere, undone without a trace, the same after a rebuild."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.api import Workspace as Handle
from clew.api import open as open_data
from clew.errors import UsageError
from clew.store import open_workspace
from clew.store.naming.renames import Rename, checked_rename, current_names


def fact(old: str, new: str, at: int, column: str = "channel", undone: str | None = None) -> Rename:
    return Rename(id=f"id{at}", column=column, old=old, new=new, stated_at=f"2026-01-{at:02d}", undone_at=undone)


def test_a_chain_shows_its_last_name_and_several_olds_are_one() -> None:
    facts = [fact("a", "b", 1), fact("b", "c", 2), fact("x", "c", 3), fact("a", "other", 4, column="touchpoint")]
    assert current_names(facts, "channel") == {"a": "c", "b": "c", "x": "c"}
    assert current_names(facts, "touchpoint") == {"a": "other"}


def test_an_undone_fact_counts_for_nothing() -> None:
    assert current_names([fact("a", "b", 1, undone="2026-02-01"), fact("b", "c", 2)], "channel") == {"b": "c"}


def test_of_two_facts_written_at_once_the_earlier_stands_whatever_the_order() -> None:
    circle = [fact("a", "b", 1), fact("b", "a", 2), fact("a", "z", 3)]
    assert current_names(circle, "channel") == current_names(reversed(circle), "channel") == {"a": "b"}


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.booleans()), max_size=12))
def test_every_name_ends_at_a_name_that_is_shown(pairs: list[tuple[str, str, bool]]) -> None:
    facts = [fact(old, new, at + 1, undone="x" if gone else None) for at, (old, new, gone) in enumerate(pairs)]
    names = current_names(facts, "channel")
    assert all(new not in names for new in names.values())


@pytest.mark.parametrize(
    ("column", "old", "new", "said"),
    [
        ("colour", "a", "b", "no column of names 'colour'.*channel, touchpoint"),
        ("channel", "a", "  ", "new name of a channel"),
        ("channel", "", "b", "old name"),
        ("channel", "q", "q", "called 'q' already"),
        ("channel", "a", "d", "'a' is shown as 'c' already.*id1"),
        ("channel", "c", "a", "go in a circle.*undo id1"),
        ("channel", "c", "b", "go in a circle.*undo id2"),
        ("channel", "a\nb", "b", "on one line"),
    ],
)
def test_what_cannot_be_is_refused_with_the_way_out(column: str, old: str, new: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        checked_rename([fact("a", "b", 1), fact("b", "c", 2)], column, old, new)


ROWS = [
    ("feedback_id", "customer_id", "metric", "rating", "answered_at", "touchpoint", "channel"),
    ("f1", "c1", "nps", "9", "2026-01-01", "Rechnung", "mail"),
    ("f2", "c2", "nps", "2", "2026-01-02", "Faktura", "e-mail"),
    ("f3", "c3", "nps", "10", "2026-01-03", "Invoice", "web"),
    ("f4", "c4", "nps", "7", "2026-01-04", "", "web"),
]


@pytest.fixture
def handle(tmp_path, clock, write_csv) -> Handle:
    workspace = open_workspace(tmp_path / "data", now=clock)
    workspace.import_files([write_csv("a.csv", ROWS)], table="feedback")
    return open_data(tmp_path / "data")


def counts(handle: Handle, **asked) -> dict[str | None, int]:
    found = handle.ask("nps", min_n=1, **asked).answer
    return {next(iter(row.dimensions.values()), "all"): row.n for row in found.rows}


def test_questions_see_the_new_name_at_once_and_the_old_ones_after_undo(handle: Handle) -> None:
    store = handle.store
    before = counts(handle, by="touchpoint")
    facts = [store.rename("touchpoint", old, "Invoice") for old in ("Rechnung", "Faktura")]
    assert counts(handle, by="touchpoint") == {"Invoice": 3, None: 1}
    assert counts(handle, where="touchpoint=Invoice") == {"all": 3}
    assert counts(handle, where="touchpoint=Rechnung") == {"all": 3}, "a saved question asks by the old name"
    assert counts(handle, where="touchpoint!=Rechnung") == {"all": 1}
    assert {row["touchpoint"] for row in handle.ask("nps").rows() if "touchpoint" in row} == {"Invoice", None}
    store.rebuild()
    assert counts(handle, by="touchpoint") == {"Invoice": 3, None: 1}
    for done in facts:
        store.undo_rename(done.id)
    assert counts(handle, by="touchpoint") == before == {"Rechnung": 1, "Faktura": 1, "Invoice": 1, None: 1}
    store.rebuild()
    assert counts(handle, by="touchpoint") == before
    assert [done.undone_at is not None for done in store.renames()] == [True, True]


def test_rows_that_come_later_have_the_new_name_too(handle: Handle, write_csv) -> None:
    handle.store.rename("channel", "mail", "e-mail")
    later = [ROWS[0], ("f9", "c9", "nps", "9", "2026-01-09", "Visit", "mail")]
    handle.store.import_files([write_csv("b.csv", later)], table="feedback")
    assert counts(handle, by="channel") == {"e-mail": 3, "web": 2}


def test_the_names_in_the_data_are_listed_with_what_they_are_shown_as(handle: Handle) -> None:
    handle.store.rename("channel", "mail", "e-mail")
    assert handle.store.names("channel") == [
        {"name": "web", "shown_as": "web", "rows": 2},
        {"name": "e-mail", "shown_as": "e-mail", "rows": 1},
        {"name": "mail", "shown_as": "e-mail", "rows": 1},
    ]
    with pytest.raises(UsageError, match="no column of names"):
        handle.store.names("colour")


def test_a_rename_is_undone_once(handle: Handle) -> None:
    done = handle.store.rename("channel", "mail", "e-mail")
    handle.store.undo_rename(done.id)
    with pytest.raises(UsageError, match="undone already"):
        handle.store.undo_rename(done.id)
    with pytest.raises(UsageError, match="no rename 'nope'"):
        handle.store.undo_rename("nope")
    assert handle.store.rename("channel", "mail", "letter").new == "letter"


def test_a_stage_that_was_given_to_an_old_name_holds_for_the_new_one(handle: Handle) -> None:
    rules = {"format": 1, "stages": {"Rechnung": "Payment"}}
    handle.store.keep("rule", "default", rules)
    assert counts(handle, by="stage")["Payment"] == 1
    handle.store.rename("touchpoint", "Rechnung", "Bill")
    assert counts(handle, by="stage")["Payment"] == 1


def test_paths_go_by_the_new_names(handle: Handle, write_csv) -> None:
    events = [
        ("event_id", "customer_id", "name", "occurred_at", "touchpoint"),
        ("e1", "c1", "open", "2026-01-01", "Rechnung"),
        ("e2", "c1", "open", "2026-01-02", "Faktura"),
    ]
    handle.store.import_files([write_csv("e.csv", events)], table="events")

    def names() -> tuple[str, ...]:
        return handle.paths(names="touchpoint", by="customer").look(lambda paths: paths.names)

    assert names() == ("Faktura", "Rechnung")
    done = handle.store.rename("touchpoint", "Rechnung", "Faktura")
    assert names() == ("Faktura",)
    handle.store.undo_rename(done.id)
    assert names() == ("Faktura", "Rechnung")
