"""An import that runs beside an erasure brings nobody back."""

from __future__ import annotations

from threading import Event, Thread

import pyarrow as pa
import pytest

from clew.importers import mapping_for_table
from clew.store import open_workspace
from clew.store.erasure.cleaning import REASON
from clew.store.erasure.gate import Admission, closed_gate
from clew.store.intake.intake import Intake
from clew.store.loading.blocks import Block

HER = "canary-customer-1"


def slow_blocks(monkeypatch, between):
    """Make an import journal its rows one by one and call ``between`` before each row but the first."""
    whole = Intake._blocks

    def one_by_one(self, *args):
        for block in whole(self, *args):
            for number in range(block.rows.num_rows):
                if number:
                    between(number)
                yield Block(block.import_id, number, block.rows.slice(number, 1))

    monkeypatch.setattr(Intake, "_blocks", one_by_one)


@pytest.fixture
def export(write_csv):
    rows = [
        ("feedback_id", "customer_id", "verbatim"),
        ("a", HER, "said-before"),
        ("b", "other", "o"),
        ("c", HER, "said-after"),
    ]
    return write_csv("f.csv", rows)


def test_the_rows_of_an_import_that_is_still_running_go_too(tmp_path, export, scan, monkeypatch, write_csv):
    workspace = open_workspace(tmp_path / "data")
    workspace.import_files(
        [write_csv("c.csv", [("customer_id", "country"), (HER, "PL"), ("other", "PL")])], table="customers"
    )
    counted = {}
    erasing = Thread(target=lambda: counted.update(open_workspace(tmp_path / "data").erase(HER)))
    listed = workspace.place.folder / "ERASED"

    def between(number):
        if number == 1:
            erasing.start()
            while not listed.exists():
                erasing.join(0.01)

    slow_blocks(monkeypatch, between)
    (found,) = open_workspace(tmp_path / "data").import_files([export], table="feedback")
    erasing.join(30)
    assert counted["rows"] == 2
    assert scan(tmp_path / "data", [HER, "said-before", "said-after"]) == set()
    assert (found.tables[0]["accepted"], found.tables[0]["rejected"]) == (1, 2)
    assert {row["reason"] for row in found.rejections} == {REASON}
    assert workspace.verify() == []


def test_an_import_that_never_finished_is_cleaned_too(tmp_path, scan, monkeypatch, write_csv):
    """Its customer number is so short that only the mapping tells it from a rating."""
    workspace = open_workspace(tmp_path / "data")
    workspace.import_files([write_csv("c.csv", [("customer_id", "country"), ("77", "PL")])], table="customers")
    rows = [
        ("feedback_id", "customer_id", "rating", "verbatim"),
        ("a", "77", "1", "said-hers"),
        ("b", "8", "77", "said-other"),
    ]
    export = write_csv("f.csv", [*rows, ("c", "9", "1", "never reached")])

    def between(number):
        if number == 2:
            raise KeyboardInterrupt

    slow_blocks(monkeypatch, between)
    with pytest.raises(KeyboardInterrupt):
        workspace.import_files([export], table="feedback")
    assert scan(tmp_path / "data", ["said-hers", "said-other"]) == {"said-hers", "said-other"}
    assert workspace.erase("77")["rows"] == 2
    assert scan(tmp_path / "data", ["said-hers", "said-other"]) == {"said-other"}


def test_an_erasure_waits_for_a_block_between_its_check_and_its_commit(tmp_path):
    place = open_workspace(tmp_path / "data").place
    admission = Admission(place, mapping_for_table("customers", ["customer_id"]), "ab" * 32, "UTC")
    through = Event()

    def close() -> None:
        with closed_gate(place.folder):
            through.set()

    closing = Thread(target=close)
    rows = pa.record_batch({"customer_id": ["c"], "_row": [0], "_line": [2]})
    with admission.of(Block("i", 0, rows)) as block:
        assert block.rows is rows
        closing.start()
        assert not through.wait(0.3)
    assert through.wait(10)
    closing.join()


def test_blocks_do_not_wait_for_each_other(tmp_path):
    place = open_workspace(tmp_path / "data").place
    admission = Admission(place, mapping_for_table("customers", ["customer_id"]), "ab" * 32, "UTC")
    block = Block("i", 0, pa.record_batch({"customer_id": ["c"], "_row": [0], "_line": [2]}))
    with admission.of(block), admission.of(block):
        pass
