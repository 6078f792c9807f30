"""What a search finds, in a real workspace: bent words, new files, dead rows, and nothing after an erasure."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.errors import MissingFileError
from clew.text.search import indexing
from clew.text.search.found import find
from clew.text.search.indexing import FOLDER, up_to_date


def ids(text, lake, **options) -> list[str]:
    found = find(text, lake, **options)
    names = pq.read_table(found.view.files[0])["feedback_id"].to_pylist()
    return [f"-{name}" for name in sorted(names)] if found.is_left_out else sorted(names)


@pytest.fixture
def lake(workspace, say):
    say(
        pl1="Nie dostałem faktury!",
        pl2="Fakturę wysłano na zły adres",
        pl3="Błąd w fakturze, kurier miły",
        ru1="Где мой счет за июнь?",
        ru2="Не согласен со счётом",
        ru3="Доставок не было",
        ro1="Factura a venit greșit, aștept răspuns",
        ro2="Facturile sunt corecte",
        en1="No reply to my e-mail about invoices",
        en2="The reply: no invoice",
    )
    return workspace.snapshot()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("faktura", ["pl1", "pl2", "pl3"]),
        ("FAKTURE", ["pl1", "pl2", "pl3"]),
        ("faktura kurier", ["pl3"]),
        ("faktura -błędu", ["pl1", "pl2"]),
        ("счёт", ["ru1", "ru2"]),
        ("счет", ["ru1", "ru2"]),
        ("доставка", ["ru3"]),
        ("factură", ["ro1", "ro2"]),
        ("astept", ["ro1"]),
        ("invoice", ["en1", "en2"]),
        ('"no reply"', ["en1"]),
        ("e-mail", ["en1"]),
        ("fakt*", ["pl1", "pl2", "pl3"]),
        ("fac*", ["ro1", "ro2"]),
        ("-fakt* -fac*", ["-pl1", "-pl2", "-pl3", "-ro1", "-ro2"]),
        ("nobody wrote this", []),
        ("!!! ???", []),
        ("", []),
    ],
)
def test_search(lake, text, found):
    assert ids(text, lake) == found


def test_words_bend_only_in_the_languages_of_the_workspace(workspace, say):
    say(a="faktury", b="faktura", c="invoices")
    workspace.set(languages=["en"])
    assert ids("faktura", workspace.snapshot()) == ["b"]
    assert ids("invoice", workspace.snapshot()) == ["c"]


def test_a_new_file_costs_only_itself(workspace, say, monkeypatch):
    say(a="late parcel")
    assert ids("parcel", workspace.snapshot()) == ["a"]
    read = []
    batches = indexing._batches
    monkeypatch.setattr(indexing, "_batches", lambda file: read.append(Path(file).name) or batches(file))
    say(b="another parcel")
    lake = workspace.snapshot()
    assert ids("parcel", lake) == ["a", "b"]
    assert len(read) == 1
    assert ids("parcel late", lake) == ["a"]
    assert len(read) == 1


def test_what_was_said_before_is_not_found(workspace, say):
    say(a="the parcel was late", b="kind courier")
    say(a={"verbatim": "now all is well", "version_at": "2026-02-01"})
    lake = workspace.snapshot()
    assert lake.views["feedback"].dirty, "the older row is dead, not gone"
    assert ids("parcel", lake) == []
    assert ids("well", lake) == ["a"]
    workspace.compact()
    assert ids("well", workspace.snapshot()) == ["a"]


def test_files_that_left_are_not_found_and_in_the_end_removed(workspace, say, monkeypatch):
    say(a="late parcel")
    say(b="another parcel")
    assert ids("parcel", workspace.snapshot()) == ["a", "b"]
    newest = workspace.imports()[-1]["import_id"]
    workspace.undo(newest)
    assert ids("parcel", workspace.snapshot()) == ["a"]
    with up_to_date(workspace.snapshot()) as index:
        assert len(index.files()) > 1
    monkeypatch.setattr(indexing, "STALE", -1)
    say(c="a third parcel")
    assert ids("parcel", workspace.snapshot()) == ["a", "c"]
    with up_to_date(workspace.snapshot()) as index:
        assert len(index.files()) == len(workspace.snapshot().views["feedback"].files)


def test_a_damaged_index_is_made_anew(workspace, say):
    say(a="late parcel")
    assert ids("parcel", workspace.snapshot()) == ["a"]
    (workspace.snapshot().cache / FOLDER / indexing.INDEX).write_bytes(b"damage" * 999)
    assert ids("late", workspace.snapshot()) == ["a"]


def test_better_fits_have_higher_scores(workspace, say):
    say(a="parcel parcel parcel", b="a parcel among very many other words that say nothing of it at all")
    found = pq.read_table(find("parcel", workspace.snapshot(), ranked=True).view.files[0]).to_pylist()
    scores = {row["feedback_id"]: row["score"] for row in found}
    assert scores["a"] > scores["b"]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    from clew.store import open_workspace  # noqa: PLC0415 - one workspace for all examples

    folder = tmp_path_factory.mktemp("any")
    workspace = open_workspace(folder / "data")
    rows = folder / "rows.jsonl"
    rows.write_text('{"feedback_id": "a", "verbatim": "any \\u0000 word", "answered_at": "2026-01-01"}', "utf-8")
    workspace.import_files([rows], table="feedback")
    return workspace.snapshot()


ODD = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ['"', "*", "-", "(", ")", "NEAR", "AND", "OR", "NOT", "any", "word", " ", ":", "^", "+", "{", "\0", "'"]
        ),
        max_size=14,
    ).map("".join),
)


@given(ODD)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_text_can_be_searched_for(small, text):
    assert ids(text, small) in ([], ["a"], ["-a"])


def held(folder: Path, *texts: str) -> list[str]:
    """Which files under ``folder`` hold any of ``texts``."""
    wanted = [text.encode() for text in texts]
    return [
        str(path) for path in folder.rglob("*") if path.is_file() and any(word in path.read_bytes() for word in wanted)
    ]


def test_after_an_erasure_no_word_of_the_person_is_left(workspace, say, tmp_path):
    say(
        a={"customer_id": "k1", "verbatim": "Zyzzyvaxon delivery"},
        b={"customer_id": "k2", "verbatim": "fine delivery"},
    )
    before = workspace.snapshot()
    assert ids("zyzzyvaxon", before) == ["a"]
    with up_to_date(before):  # held open, as another process may: its log is there too
        assert any((before.cache / FOLDER).glob("*-wal"))
        assert held(workspace.place.cache, "zyzzyvaxon")
        workspace.erase("k1")
    assert held(tmp_path / "data", "zyzzyvaxon", "Zyzzyvaxon") == []
    assert ids("delivery", workspace.snapshot()) == ["b"]
    assert ids("zyzzyvaxon", workspace.snapshot()) == []
    assert held(tmp_path / "data", "zyzzyvaxon", "Zyzzyvaxon") == []


def test_a_search_in_an_older_version_leaves_nothing_of_an_erased_person(workspace, say, tmp_path):
    say(a={"customer_id": "k1", "verbatim": "Zyzzyvaxon delivery"}, b={"customer_id": "k2", "verbatim": "fine"})
    older = workspace.snapshot()
    files = {file: Path(file).read_bytes() for file in older.views["feedback"].files}
    workspace.erase("k1")
    with pytest.raises(MissingFileError):
        ids("delivery", older)
    for file, content in files.items():  # as if they went while they were read
        Path(file).write_bytes(content)
    original = indexing._catch_up

    def gone_meanwhile(*words):
        original(*words)
        for file in files:
            Path(file).unlink()

    indexing._catch_up = gone_meanwhile
    try:
        with pytest.raises(MissingFileError):
            ids("delivery", older)
    finally:
        indexing._catch_up = original
    assert held(tmp_path / "data", "zyzzyvaxon", "Zyzzyvaxon") == []
