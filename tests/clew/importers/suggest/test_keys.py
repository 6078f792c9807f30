"""Keys: waves of a survey that count anew stay apart, overlapping exports of one series meet."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from clew.importers import load_mapping, map_batch, open_source, suggest_mapping

BATTERY = "Q1,Q2,Q3"


def wave(folder: Path, name: str, ids: list[str], header: str = f"RESPNUM,{BATTERY}", more: str = "") -> Path:
    path = folder / name
    lines = [f"{one},{n % 5 + 1},{(n + 1) % 5 + 1},{(n // 2) % 5 + 1}{more}" for n, one in enumerate(ids)]
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return path


def block_of(path: Path) -> Any:
    with open_source(path) as source:
        return load_mapping(suggest_mapping(source)).blocks[0]


def taken(path: Path) -> pa.Table:
    with open_source(path) as source:
        mapping = load_mapping(suggest_mapping(source))
        mapped = [
            map_batch(batch.rows, mapping, source_sha256=source.sha256, zone="UTC", secret=b"s")[0].rows
            for batch in source.batches()
        ]
    return pa.concat_tables(mapped)


@pytest.mark.parametrize("missing", [set(), {1, 2, 17, 40}])
def test_waves_that_count_from_one_share_no_answer(tmp_path: Path, missing: set[int]) -> None:
    ids = [str(n) for n in range(1, 61) if n not in missing]
    first, second = wave(tmp_path, "wave_2013.csv", ids), wave(tmp_path, "wave_2017.csv", ids)
    assert block_of(first).key == ("=wave_2013", "RESPNUM")
    answers = [set(taken(path)["feedback_id"].to_pylist()) for path in (first, second)]
    assert [len(one) for one in answers] == [3 * len(ids)] * 2
    assert not answers[0] & answers[1]


@pytest.mark.parametrize("pattern", ["R-{}", "{}"])
def test_overlapping_exports_of_one_series_meet(tmp_path: Path, pattern: str) -> None:
    january = wave(tmp_path, "january.csv", [pattern.format(n) for n in range(10_198, 10_258)])
    february = wave(tmp_path, "february.csv", [pattern.format(n) for n in range(10_228, 10_288)])
    assert block_of(january).key == ("RESPNUM",)
    answers = [set(taken(path)["feedback_id"].to_pylist()) for path in (january, february)]
    assert len(answers[0] & answers[1]) == 3 * 30


def test_small_numbers_that_do_not_fill_their_range_are_a_series(tmp_path: Path) -> None:
    path = wave(tmp_path, "part.csv", [str(n) for n in range(3, 60_000, 997)])
    assert block_of(path).key == ("RESPNUM",)


def test_a_later_stretch_of_a_series_is_a_series(tmp_path: Path) -> None:
    path = wave(tmp_path, "march.csv", [str(n) for n in range(501, 701)])
    assert block_of(path).key == ("RESPNUM",)


@pytest.mark.parametrize("pattern", ["{}", "R-{}"])
def test_answers_of_one_person_stay_together_where_nobody_is_named(tmp_path: Path, pattern: str) -> None:
    path = wave(tmp_path, "wave.csv", [pattern.format(n) for n in range(1, 61)])
    rows = taken(path).select(["invitation_id", "touchpoint"]).to_pylist()
    people: dict[str, set[str]] = {}
    for row in rows:
        people.setdefault(row["invitation_id"], set()).add(row["touchpoint"])
    assert (len(people), {frozenset(asked) for asked in people.values()}) == (60, {frozenset(BATTERY.split(","))})


def test_a_customer_keeps_the_answers_together_without_an_invitation(tmp_path: Path) -> None:
    ids = [f"{n},C{n}" for n in range(1, 61)]
    block = block_of(wave(tmp_path, "wave.csv", ids, f"RESPNUM,CUSTOMER ID,{BATTERY}"))
    assert block.columns["customer_id"] == "CUSTOMER ID"
    assert "invitation_id" not in {*block.columns, *block.composed}


def test_the_invitation_is_as_long_as_the_key(tmp_path: Path) -> None:
    ids = [str(n) for n in range(1, 61)]
    header = f"response id,{BATTERY},sent at"
    path = wave(tmp_path, "wave.csv", ids, header, ",2026-05-01 10:00")
    assert block_of(path).composed["invitation_id"] == ("=wave", "response id")


def test_the_name_of_a_packed_file_has_no_ending(tmp_path: Path) -> None:
    path = wave(tmp_path, "may.2026.csv", [str(n) for n in range(1, 61)])
    packed = tmp_path / "may.2026.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert block_of(packed).key == block_of(path).key == ("=may.2026", "RESPNUM")
