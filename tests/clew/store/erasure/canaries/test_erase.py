"""Nothing of her is left in any byte; nothing of anybody else is missing."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Event, Thread

import pytest

from clew.errors import UsageError
from clew.store import open_workspace
from clew.store.erasure.finding import Reading
from clew.store.erasure.keyed import Keyed
from clew.store.erasure.known_as import known_as
from clew.store.verify import verify

NUMBER, SECOND, MAIL = "canary-customer-1", "canary-customer-2", "canarymail@example.com"


@pytest.fixture
def everything(rows_of):
    """All tables as questions see them, but for three rows of others that speak of her: those have their own tests."""
    special = {"referred", "review-of-two", "kept-message"}

    def read(workspace):
        tables = {name: rows_of(workspace, name) for name in workspace.snapshot().views}
        return {
            name: [row for row in rows if special.isdisjoint(map(str, row.values()))] for name, rows in tables.items()
        }

    return read


def test_the_scanner_finds_every_canary_before(planted, scan):
    assert len(planted.canaries) >= 100
    assert scan(planted.data, planted.canaries) == set(planted.canaries)


def test_no_canary_is_left_after(erased, scan):
    assert scan(erased.data, erased.canaries) == set()


def test_what_was_dropped_or_hashed_never_came_in(planted, scan):
    assert scan(planted.data, ["192.0.2.77"]) == set()


def test_all_files_are_whole_after(erased):
    assert verify(erased.workspace.place.folder) == []
    assert not (erased.workspace.place.folder / "ERASING").exists()


def test_others_keep_every_row(planted, erased, everything):
    before, after = everything(planted.workspace), everything(erased.workspace)
    kept = {name: [row for row in rows if "canary" not in repr(row)] for name, rows in before.items()}
    assert after == kept
    assert sum(map(len, before.values())) > sum(map(len, after.values())) > 300


def test_an_address_of_hers_in_anothers_row_is_blanked_and_the_row_stays(planted, erased, rows_of):
    def referred(workspace):
        (row,) = [row for row in rows_of(workspace, "events") if row["event_id"] == "referred"]
        return row["customer_id"], json.loads(row["properties"] or "{}")

    assert referred(planted.workspace) == ("other3", {"q": MAIL})
    assert referred(erased.workspace) == ("other3", {})


def test_her_id_in_anothers_message_is_taken_out_and_the_message_stays(planted, erased, rows_of):
    def told(workspace):
        (row,) = [row for row in rows_of(workspace, "events") if row["event_id"] == "kept-message"]
        return row["customer_id"], json.loads(row["properties"])

    assert told(planted.workspace) == ("other1", {"friend_id": SECOND, "q": "kept"})
    assert told(erased.workspace) == ("other1", {"friend_id": None, "q": "kept"})


def test_a_review_of_an_order_of_two_stays(planted, erased, rows_of):
    """Nobody could say whose it was; now the order has one customer left."""

    def review(workspace):
        (row,) = [row for row in rows_of(workspace, "feedback") if row["feedback_id"] == "review-of-two"]
        return row["customer_id"], row["verbatim"]

    assert review(planted.workspace) == (None, "of two")
    assert review(erased.workspace) == ("other4", "of two")


def test_answers_about_others_stay(planted, erased):
    import clew.api  # noqa: PLC0415 - loads the whole library

    def answers(data):
        found = clew.api.open(data).ask("csat", where=["order_id!=canary-order-1", "order_id!=order-of-two"])
        return [(row["value"], row["lo"], row["hi"], row["n"]) for row in found.to_arrow().to_pylist()]

    found = answers(planted.data)
    assert found == answers(erased.data)
    assert found[0][3] == 30


def test_rebuild_afterwards_gives_the_same(erased, everything, scan):
    workspace = erased.workspace
    before = everything(workspace)
    counts = workspace.imports()
    workspace.rebuild()
    assert everything(workspace) == before
    assert workspace.imports() == counts
    assert scan(erased.data, erased.canaries) == set()


def test_the_counts_of_an_import_still_add_up(planted, erased):
    def totals(workspace):
        return {row["import_id"]: row["rows"] for row in workspace.imports()}

    assert totals(erased.workspace) == totals(planted.workspace)
    answers = next(row for row in erased.workspace.imports() if row["file"].endswith("answers.csv"))
    aside = erased.workspace.rejections(answers["import_id"])
    assert [row["value"] for row in aside] == [""] * 11
    assert {row["reason"] for row in aside} == {"belongs to a person who was erased"}


@pytest.mark.parametrize("known", [NUMBER, SECOND, MAIL.upper(), " +48 601 777 424", "601777424"])
def test_any_of_her_ids_names_all_of_her(planted, known):
    place = planted.workspace.place
    mappings = Reading.of(place, Keyed(place.secret, frozenset())).mappings.values()
    found = known_as(place, place.lake.current(), known, mappings)
    assert {NUMBER, SECOND, "canary-customer-3", MAIL, "+48601777424"} <= found.ids
    assert not [name for name in found.ids if name.startswith("other")]
    assert found.shared == 1


def test_erasing_by_phone_erases_all_of_her(planted, scan):
    counted = planted.workspace.erase("601 777 424")
    assert scan(planted.data, planted.canaries) == set()
    assert counted["rows"] > 40
    assert counted["records"] == 1
    assert counted["segments"] > 15
    assert counted["shared"] == 1


def test_readers_meanwhile_never_fail(planted):
    import clew.api  # noqa: PLC0415 - loads the whole library

    opened, counted, failed = clew.api.open(planted.data), [], []
    done = Event()

    def read():
        while not done.is_set():
            try:
                level = 0.5 + len(counted) / 10_000  # never the same question, or a kept answer would do
                answer = opened.ask("csat", by=["team"], level=level)
                counted.append(sum(answer.to_arrow()["n"].to_pylist()))
                answer.rows(3)
            except Exception as error:  # noqa: BLE001 - told to the test
                failed.append(error)

    reading = Thread(target=read)
    reading.start()
    open_workspace(planted.data).erase(NUMBER)
    done.set()
    reading.join()
    assert not failed
    assert len(counted) > 5
    assert set(counted) <= {34, 31}
    assert opened.ask("csat", by=["team"]).to_arrow()["n"].to_pylist() == [31]


def test_erasing_twice_is_no_error_and_changes_nothing(erased, everything):
    workspace = erased.workspace
    before = everything(workspace)
    assert workspace.erase(NUMBER)["rows"] == 0
    assert everything(workspace) == before


def test_nobody_is_erased_by_a_name_that_nobody_bears(planted):
    before = sorted(path.name for path in planted.workspace.place.folder.iterdir())
    with pytest.raises(UsageError, match="Nobody is known here as 'nobody'"):
        planted.workspace.erase("nobody")
    assert sorted(path.name for path in planted.workspace.place.folder.iterdir()) == before


def test_a_phone_of_many_names_none_of_them(planted):
    with pytest.raises(UsageError, match="belongs to 31 customers; say which"):
        planted.workspace.erase("+48500500500")


def test_a_rating_is_no_id(tmp_path, rows_of):
    """Customer 7 goes; answers of 7 and orders of number 7 of other people stay."""
    lines = ["feedback_id,customer_id,metric,rating,order_id", "a,7,nps,1,1", "b,8,nps,7,2", "c,9,nps,7,7"]
    (tmp_path / "f.csv").write_text("\n".join(lines) + "\n")
    workspace = open_workspace(tmp_path / "data")
    workspace.import_files([tmp_path / "f.csv"], table="feedback")
    assert workspace.erase("7") == {"rows": 1, "records": 0, "segments": 1, "shared": 0}
    assert [row["feedback_id"] for row in rows_of(workspace, "feedback")] == ["b", "c"]


def test_nothing_was_written_beside(erased):
    names = {path.name for path in Path(erased.data).iterdir()}
    assert names == {"CLEW-FORMAT", "LOCK", erased.workspace.id} | ({"cache"} & names)
