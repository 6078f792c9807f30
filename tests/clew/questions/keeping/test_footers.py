"""What the footers of Parquet files say: never more than every row does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.engines.views import Link, TableView
from clew.errors import MissingFileError
from clew.questions.keeping.footers import constant_columns, ends_of
from clew.store.lake.writing import write_rows
from clew.tables import TABLES

SCHEMA = TABLES["feedback"].schema
TEXTS = ("program", "instrument", "touchpoint")


def file_of(folder: Path, rows: list[dict[str, object]]) -> str:
    entry = write_rows(folder, "feedback", pa.Table.from_pylist(rows, schema=SCHEMA), "answered_at")
    return str(folder / entry.path)


def view(files: list[str], dirty: tuple[str, ...] = (), links: tuple[Link, ...] = ()) -> TableView:
    return TableView("feedback", SCHEMA, tuple(files), dirty, None, None, links)


class TestConstantColumns:
    def test_one_value_in_every_file_is_constant_and_two_are_not(self, tmp_path: Path) -> None:
        one = file_of(tmp_path, [{"program": "product", "instrument": "a", "scale_min": 0.0}] * 3)
        two = file_of(tmp_path, [{"program": "product", "instrument": "b", "scale_min": 0.0}] * 3)
        assert {"program", "instrument", "scale_min"} <= constant_columns(view([one]))
        both = constant_columns(view([one, two]))
        assert "instrument" not in both
        assert {"program", "scale_min"} <= both

    def test_a_value_and_nothing_are_two_things(self, tmp_path: Path) -> None:
        file = file_of(tmp_path, [{"program": "product"}, {"program": None}])
        assert "program" not in constant_columns(view([file]))
        assert "instrument" in constant_columns(view([file])), "null everywhere is one thing"

    def test_files_with_dead_rows_count_with_all_their_rows(self, tmp_path: Path) -> None:
        one, two = (file_of(tmp_path, [{"program": name}]) for name in ("product", "employee"))
        assert "program" not in constant_columns(view([one], dirty=(two,)))

    def test_a_column_that_is_filled_in_from_another_table_may_hold_anything(self, tmp_path: Path) -> None:
        file = file_of(tmp_path, [{"program": None}])
        assert "program" not in constant_columns(view([file], links=(Link("program", "ticket_id", "links.parquet"),)))

    def test_without_statistics_nothing_is_known(self, tmp_path: Path) -> None:
        path = tmp_path / "silent.parquet"
        rows = pa.Table.from_pylist([{"program": "product"}], schema=SCHEMA)
        pq.write_table(rows, path, write_statistics=False)
        assert constant_columns(view([str(path)])) == frozenset()

    def test_no_table_has_no_constant_columns(self) -> None:
        assert constant_columns(None) == frozenset()

    @settings(deadline=None)
    @given(st.lists(st.lists(st.sampled_from(["a", "b", None]), min_size=1, max_size=4), min_size=1, max_size=3))
    def test_it_never_says_more_than_the_rows(
        self, tmp_path_factory: pytest.TempPathFactory, files: list[list[str | None]]
    ) -> None:
        folder = tmp_path_factory.mktemp("lake")
        paths = [file_of(folder, [{"instrument": value} for value in values]) for values in files]
        said = "instrument" in constant_columns(view(paths))
        assert said == (len({value for values in files for value in values}) == 1)


class TestEndsOf:
    def test_ends_of_two_columns_over_two_files(self, tmp_path: Path) -> None:
        early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
        files = [file_of(tmp_path, [{"answered_at": early}]), file_of(tmp_path, [{"asked_at": late}])]
        found = ends_of(files, ["answered_at", "asked_at"])
        assert found is not None
        assert (min(found), max(found)) == (early.replace(tzinfo=None), late.replace(tzinfo=None))

    def test_a_file_that_is_gone_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(MissingFileError, match="gone"):
            ends_of([str(tmp_path / "gone.parquet")], ["answered_at"])


def test_only_texts_that_name_nobody_stand_in_a_footer(tmp_path: Path) -> None:
    row = {column.name: "Anna Kowalska" for column in TABLES["feedback"].columns if column.type == "text"}
    footer = pq.read_metadata(file_of(tmp_path, [row])).row_group(0)
    told = {
        footer.column(place).path_in_schema for place in range(footer.num_columns)
        if footer.column(place).statistics is not None and footer.column(place).physical_type == "BYTE_ARRAY"
    }  # fmt: skip
    assert told == {"respondent", "program", "instrument", "metric", "answer_state"}
