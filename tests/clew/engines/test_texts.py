# ruff: noqa: DTZ001 - moments are UTC without a zone
"""Texts by shape: the same as compiled for the moments themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

import ibis
import pytest

from clew.engines import texts
from clew.engines.compile import compile_expression
from clew.engines.texts import kept_text, text_of

ROWS = ibis.table({"at": "timestamp(6)"}, name="rows")
MOMENTS = [
    datetime(2026, 10, 20, 10, 0, 5), datetime(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 59, 999_999),
    datetime(1900, 1, 1, 0, 0, 0, 1), datetime(2199, 12, 31, 23, 59, 17, 190_024),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(texts, "_TEXTS", texts.OrderedDict())


def between(moments):
    start, end = (ibis.literal(moment, type="timestamp(6)") for moment in moments)
    return ROWS.filter((ROWS["at"] >= start) & (ROWS["at"] < end + ibis.interval(seconds=60)))


@pytest.mark.parametrize("start", MOMENTS)
def test_the_text_is_that_of_the_moments(start):
    moments = [start, start + timedelta(days=1, microseconds=7)]
    assert text_of("between", [MOMENTS[0], MOMENTS[1]], between) != text_of("between", moments, between)
    assert text_of("between", moments, between) == compile_expression(between(moments))


def test_it_is_compiled_once_a_shape():
    made = []

    def make(moments):
        made.append(moments)
        return between(moments)

    for shape in ("a", "a", "b"):
        text_of(shape, MOMENTS[:2], make)
    assert len(made) == 2


def test_what_python_reckons_from_a_moment_is_compiled_for_each():
    def week_before(moments):
        return ROWS.filter(ROWS["at"] >= ibis.literal(moments[0] - timedelta(days=7), type="timestamp(6)"))

    for moment in MOMENTS:
        assert text_of("before", [moment], week_before) == compile_expression(week_before([moment]))


def test_the_oldest_is_forgotten(monkeypatch):
    monkeypatch.setattr(texts, "KEPT", 2)
    for shape in ("a", "b", "a", "c"):
        text_of(shape, MOMENTS[:2], between)
    assert list(texts._TEXTS) == ["2 a", "2 c"]


class TestOnDisk:
    def compiled(self, folder, monkeypatch):
        """The text, and how often it was compiled by a process that knows nothing but the folder."""
        monkeypatch.setattr(texts, "_TEXTS", texts.OrderedDict())
        made = []

        def make(moments):
            made.append(moments)
            return between(moments)

        return text_of("between", MOMENTS[:2], make, folder), len(made)

    def test_another_process_need_not_compile(self, tmp_path, monkeypatch):
        folder = tmp_path / "texts" / "1"
        first = self.compiled(folder, monkeypatch)
        again = self.compiled(folder, monkeypatch)
        assert (first[1], again) == (1, (first[0], 0))

    def test_one_that_is_damaged_is_compiled_again(self, tmp_path, monkeypatch):
        first = self.compiled(tmp_path, monkeypatch)
        (path,) = tmp_path.iterdir()
        path.write_bytes(path.read_bytes().replace(b"SELECT", b"DELETE"))
        assert self.compiled(tmp_path, monkeypatch) == first
        assert self.compiled(tmp_path, monkeypatch) == (first[0], 0)

    def test_an_emptied_folder_gets_what_is_known(self, tmp_path, monkeypatch):
        first = self.compiled(tmp_path, monkeypatch)
        next(tmp_path.iterdir()).unlink()
        assert text_of("between", MOMENTS[:2], between, tmp_path) == first[0]
        assert self.compiled(tmp_path, monkeypatch) == (first[0], 0)

    def test_any_text_may_be_kept(self, tmp_path, monkeypatch):
        assert kept_text("key", lambda: "a", tmp_path) == kept_text("key", lambda: "b", tmp_path) == "a"
        monkeypatch.setattr(texts, "_TEXTS", texts.OrderedDict())
        assert kept_text("key", lambda: "b", tmp_path) == "a"
        assert kept_text("other", lambda: "b", tmp_path) == kept_text("other", lambda: "c", None) == "b"

    def test_a_full_folder_is_emptied(self, tmp_path, monkeypatch):
        monkeypatch.setattr(texts, "KEPT", 3)
        for place in range(5):
            text_of(str(place), MOMENTS[:2], between, tmp_path)
            assert len(list(tmp_path.iterdir())) <= 3
