"""Everything that is kept about her, and nothing that is somebody else's."""

from __future__ import annotations

import csv
import json

import pytest

from clew.errors import UsageError

NUMBER, MAIL = "canary-customer-1", "canarymail@example.com"
#: What no row of hers holds: kept answers and half-written files; a conflict stands in the raw rows.
NO_ROWS = {"kept answer", "half file"}


@pytest.fixture
def copy(planted, tmp_path):
    planted.workspace.person(MAIL, tmp_path / "copy")
    return tmp_path / "copy"


def test_every_canary_is_in_the_copy(planted, copy, scan):
    missing = set(planted.canaries) - scan(copy, planted.canaries)
    assert {planted.canaries[text] for text in missing} <= NO_ROWS


def test_nothing_in_the_copy_is_somebody_elses(copy):
    for path in copy.glob("*.json"):
        for row in json.loads(path.read_text()):
            assert "canary" in json.dumps(row) or path.name == "set-aside.json", (path.name, row)
            others = [value for value in row.values() if str(value).startswith("other")]
            assert not others or path.name.startswith(("identities", "raw-")), (path.name, row)


def test_each_table_is_a_csv_and_a_json_file_of_the_same_rows(planted, tmp_path):
    found = planted.workspace.person(NUMBER, tmp_path / "copy")
    names = {entry["table"] for entry in found["tables"]}
    assert {"customers", "feedback", "events", "tickets", "ticket_changes", "readings", "identifiers"} <= names
    for entry in found["tables"]:
        with (tmp_path / "copy" / f"{entry['table']}.csv").open(newline="") as file:
            rows = list(csv.reader(file))
        assert (
            len(rows) - 1
            == entry["rows"]
            == len(json.loads((tmp_path / "copy" / f"{entry['table']}.json").read_text()))
        )


def test_two_who_share_a_phone_an_account_and_a_tablet_get_their_own(planted, tmp_path):
    found = planted.workspace.person("other4", tmp_path / "copy")
    text = "".join(path.read_text() for path in (tmp_path / "copy").glob("*.json"))
    assert "canary" not in text
    assert {entry["table"]: entry["rows"] for entry in found["tables"]}["purchases"] == 2


def test_no_cell_is_a_formula(workspace, tmp_path):
    nasty = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")']
    rows = [f'f{n},c1,"{text.replace(chr(34), chr(34) * 2)}"' for n, text in enumerate(nasty)]
    (tmp_path / "f.csv").write_text("\n".join(["feedback_id,customer_id,=verbatim", *rows]) + "\n")
    workspace.import_files([tmp_path / "f.csv"], table="feedback")
    workspace.person("c1", tmp_path / "copy")
    for path in (tmp_path / "copy").glob("*.csv"):
        with path.open(newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))], path.name


def test_a_copy_needs_a_person_and_a_new_folder(planted, tmp_path):
    with pytest.raises(UsageError, match="Nobody is known here"):
        planted.workspace.person("nobody", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with pytest.raises(UsageError, match="not empty"):
        planted.workspace.person(NUMBER, tmp_path / "full")
