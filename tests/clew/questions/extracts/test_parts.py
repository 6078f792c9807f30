"""What an extract of a file is named by: all that its rows are read from, and nothing that is another file's."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.engines.views import Link, Names, TableView
from clew.questions.extracts.keeping import Keeper
from clew.questions.extracts.parts import parts_of
from clew.tables import TABLES


@pytest.fixture
def dead(tmp_path):
    """Write which rows of which file are dead."""

    def write(name, **rows):
        pairs = [(f"{file}.parquet", row) for file, places in rows.items() for row in places]
        path = tmp_path / f"{name}.parquet"
        columns = {"file": pa.array([file for file, _ in pairs], pa.string()),
                   "row": pa.array([row for _, row in pairs], pa.int64())}  # fmt: skip
        pq.write_table(pa.table(columns), path)
        return str(path)

    return write


@pytest.fixture
def seen(dead):
    schema = TABLES["feedback"].schema
    return TableView("feedback", schema, ("/lake/a.parquet",), ("/lake/b.parquet",), dead("first", b=[1, 2]))


def names(view, *, whole=False):
    return [part.content for part in parts_of(view, whole=whole)]


@pytest.mark.parametrize(
    "change",
    [
        {"links": (Link("customer_id", "ticket_id", "/lake/links.parquet"),)},
        {"names": (Names("channel", (("web", "site"),)),)},
    ],
)
def test_links_and_names_are_in_the_name_of_every_file(seen, change):
    before, after = names(seen), names(replace(seen, **change))
    assert not set(before) & set(after)


def test_another_link_and_other_names_are_other_names(seen):
    links = [(Link("customer_id", "ticket_id", f"/lake/{name}.parquet"),) for name in ("x", "y")]
    pairs = [(Names("channel", (("web", new),)),) for new in ("site", "page")]
    assert len({tuple(names(replace(seen, links=link))) for link in links}) == 2
    assert len({tuple(names(replace(seen, names=pair))) for pair in pairs}) == 2


def test_each_file_has_its_own_name_wherever_the_lake_lies(seen):
    moved = replace(seen, files=("/elsewhere/a.parquet",), dirty=("/elsewhere/b.parquet",))
    assert len(set(names(seen))) == 2
    assert names(moved) == names(seen)
    assert names(moved, whole=True) != names(seen, whole=True), "of several lakes in one memory they are told apart"


def test_a_files_own_dead_rows_are_in_its_name_and_no_others(seen, dead):
    others = replace(seen, dead=dead("others", b=[1, 2], c=[7]))
    more = replace(seen, dead=dead("more", b=[1, 2, 3]))
    assert names(others) == names(seen)
    assert [a == b for a, b in zip(names(more), names(seen), strict=True)] == [True, False]


def test_what_keeps_extracts_of_a_lake_knows_the_files_that_it_reads(seen, tmp_path):
    """So that nothing is kept of files that an erasure has taken meanwhile."""
    lake = SimpleNamespace(cache=tmp_path, views={"feedback": seen, "tickets": replace(seen, files=("/lake/t",))})
    assert Keeper.of(lake, ["feedback", "calls"])._files == ["/lake/a.parquet", "/lake/b.parquet"]
