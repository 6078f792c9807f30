"""The contract that scripts rely on: names of JSON fields, exit codes, what goes to which stream."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

COUNTS = {"table", "rows", "accepted", "duplicates", "updated", "conflicts", "rejected"}
ROW = {"period", "statistic", "value", "lo", "hi", "n", "n_effective", "missing", "method", "warnings"}
COMPARISON = {"difference", "lo", "hi", "p", "q", "beyond_chance", "smallest_detectable"}
FINDING = {"id", "kind", "title", "claim", "label", "value", "lo", "hi", "n", "where", "evidence", "rank"}


def test_import_counts_every_row_and_shows_why_some_were_set_aside(clew, survey, mapping):
    said = clew("import", survey, "--map", mapping, "--json")
    assert said.code == 0
    document = said.json
    assert document["format"] == 1
    (file,) = document["files"]
    assert set(file) == {"file", "import_id", "tables", "rejections", "joins", "seconds"}
    (counts,) = file["tables"]
    assert set(counts) == COUNTS
    assert counts["rows"] == 60
    assert counts["accepted"] == 57
    assert counts["rejected"] == 3
    by_line = {r["line"]: r for r in file["rejections"]}
    assert set(by_line) == {11, 21, 31}
    assert by_line[11]["column"] == "score"
    assert by_line[11]["value"] == "14"
    assert all(r["reason"] for r in by_line.values())


def test_the_zone_is_missed_on_stderr_only(clew, survey, mapping):
    said = clew("import", survey, "--map", mapping, "--json")
    assert "time zone is not set" in said.err
    json.loads(said.out)
    clew("workspace", "set", "--zone", "Europe/Warsaw")
    assert "time zone" not in clew("import", survey, "--map", mapping).err


def test_importing_again_adds_nothing(filled, survey):
    (counts,) = filled("import", survey, "--json").json["files"][0]["tables"]
    assert (counts["accepted"], counts["duplicates"], counts["rejected"]) == (0, 57, 3)
    assert filled("tables", "--json").json["tables"][0]["rows"] == 57


def test_a_dry_run_stores_nothing(clew, survey, mapping):
    document = clew("import", survey, "--map", mapping, "--dry-run", "--json").json
    assert document["files"][0]["tables"][0]["accepted"] == 57
    assert clew("tables", "--json").json["tables"] == []


def test_every_row_rejected_is_exit_code_1(clew, tmp_path, mapping):
    bad = tmp_path / "bad.csv"
    bad.write_text("id,who,score,when,place,way,said\nA1,C1,77,2026-01-01,Shop,web,x\n", encoding="utf-8")
    assert clew("import", bad, "--map", mapping).code == 1


def test_one_bad_file_does_not_stop_the_others(clew, survey, mapping, tmp_path):
    bad, second = tmp_path / "bad.csv", tmp_path / "second.csv"
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    second.write_text(survey.read_text(encoding="utf-8").replace("\nA", "\nB"), encoding="utf-8")
    for dry in ((), ("--dry-run",)):
        said = clew("import", survey, bad, second, "--map", mapping, "--json", *dry)
        assert said.code == 1
        first, failed, last = said.json["files"]
        assert "error" not in first
        assert "bad.csv" in failed["error"]
        assert (failed["file"], failed["tables"]) == (str(bad), [])
        assert last["tables"][0]["rows"] == 60
        assert f"clew: {bad}: " in said.err
    assert clew("tables", "--json").json["tables"][0]["rows"] == 114
    assert clew("import", survey, bad, "--map", mapping).out.count("import ") == 1
    assert clew("import", bad, bad, "--map", mapping).code == 2


def test_tables(filled):
    document = filled("tables", "--json").json
    assert document["format"] == 1
    (table,) = document["tables"]
    assert set(table) == {"name", "rows", "customers", "from", "to"}
    assert table["name"] == "feedback"
    assert table["from"].startswith("2026-01-11T09:00:00")


def test_ask(filled):
    said = filled("ask", "nps", "--by", "channel", "--every", "quarter", "--json")
    document = said.json
    assert {"metric", "statistic", "unit", "level", "as_of", "spec_hash", "population", "rows", "comparisons"} <= set(
        document
    )
    assert document["format"] == 1
    assert {row["period"] for row in document["rows"]} == {"2026-Q1", "2026-Q2"}
    for row in document["rows"]:
        assert set(row) >= ROW | {"channel"}
        assert -100 <= row["lo"] <= row["value"] <= row["hi"] <= 100
    assert sum(row["n"] for row in document["rows"]) == 57


def test_comparisons(filled):
    document = filled("ask", "nps", "--every", "quarter", "--compare", "previous", "--json").json
    (difference,) = document["comparisons"]
    assert set(difference) >= COMPARISON
    assert difference["smallest_detectable"] > 0


def test_small_groups_are_suppressed(filled):
    document = filled("ask", "nps", "--by", "channel", "--every", "day", "--min-n", "15", "--json").json
    small = [row for row in document["rows"] if row["n"] < 15]
    assert small
    assert all(row["value"] is row["lo"] is row["hi"] is None and "suppressed" in row["warnings"] for row in small)


def test_filters_bounds_and_csv(filled):
    january = filled("ask", "nps", "--from", "2026-01-01", "--to", "2026-02-01", "--json").json["rows"]
    assert january[0]["n"] == 10
    web = filled("ask", "nps", "--where", "channel=web", "--where", "channel=phone", "--json").json["rows"]
    assert web[0]["n"] == 57
    said = filled("ask", "nps", "--by", "channel", "--csv")
    assert said.out.splitlines()[0].startswith("channel,")
    assert len(said.out.splitlines()) == 3


def test_rows_behind_a_number_name_their_place_in_the_journal(filled):
    said = filled("rows", "nps", "--where", "channel=phone", "--limit", "4", "--json")
    document = said.json
    assert (len(document["rows"]), document["more"]) == (4, True)
    assert said.err == "The first 4 rows; there are more: --limit N shows them\n"
    everything = filled("rows", "nps", "--json")
    assert (len(everything.json["rows"]), everything.json["more"], everything.err) == (57, False, "")
    assert all(row["journal_ref"].count("/") == 2 for row in document["rows"])


def test_metrics_say_what_they_need(clew):
    document = clew("metrics", "--json").json
    names = {metric["name"] for metric in document["metrics"]}
    assert {"nps", "csat", "ces", "rating", "share", "response_rate", "promise_kept", "lateness"} <= names
    assert {"repeat_contact", "contact_rate", "repurchase"} <= names
    for metric in document["metrics"]:
        assert set(metric) >= {
            "label",
            "unit",
            "statistics",
            "parameters",
            "needs",
            "direction",
            "time_column",
            "source",
        }


def test_diagnose(filled, tmp_path):
    said = filled("diagnose", "--out", tmp_path / "report.html", "--lang", "pl", "--json")
    assert said.code == 0
    document = said.json
    assert {"findings", "not_computed"} <= set(document)
    for finding in document["findings"]:
        assert set(finding) >= FINDING
    for missing in document["not_computed"]:
        assert set(missing) == {"kind", "why"}
    assert '<html lang="pl">' in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_undo_takes_back_and_a_second_undo_is_wrong_usage(filled):
    import_id = filled("imports", "--json").json["imports"][0]["import_id"]
    assert filled("undo", import_id).code == 0
    assert filled("tables", "--json").json["tables"] == []
    assert filled("undo", import_id).code == 2


def test_status_verify_rebuild_compact(filled):
    before = filled("ask", "nps", "--by", "channel", "--json").json["rows"]
    assert filled("status", "--json").code == 0
    assert filled("verify", "--json").json["damaged"] == []
    assert filled("rebuild").code == 0
    assert filled("compact").code == 0
    assert filled("ask", "nps", "--by", "channel", "--json").json["rows"] == before


def test_damage_is_named_with_exit_code_1(filled, tmp_path):
    victim = next((tmp_path / "data").rglob("*.parquet"))
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.chmod(0o644)
    victim.write_bytes(bytes(content))
    said = filled("verify", "--json")
    assert said.code == 1
    assert any(victim.name in damage["file"] for damage in said.json["damaged"])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("ask", "npss"), "Did you mean 'nps'"),
        (("ask", "nps", "--by", "chanel"), "channel"),
        (("ask", "nps", "--set", "x"), "name=value"),
        (("ask", "nps", "--every", "fortnight"), "month"),
        (("diagnose", "--lang", "de"), "en, pl, ro, ru"),
        (("undo", "nothing"), "import"),
        (("export",), "--parquet"),
        (("--data",), "--data needs a value"),
    ],
)
def test_wrong_usage_is_exit_code_2_with_the_choices(filled, words, says):
    said = filled(*words)
    assert said.code == 2
    assert says in said.err
    assert "Traceback" not in said.err


def test_the_default_workspace_is_there_on_first_use(clew):
    assert clew("tables", "--json").json["tables"] == []
    assert clew("diagnose", "--json").json["findings"] == []
    said = clew("ask", "nps", "--json")
    assert said.code == 0
    assert said.json["rows"] == [] or said.json["rows"][0]["value"] is None


def test_a_look_before_the_first_import_answers_and_leaves_nothing_on_the_disk(clew, tmp_path):
    for words in (("tables",), ("ask", "nps"), ("diagnose",), ("verify",), ("status",), ("imports",)):
        said = clew(*words)
        assert said.code == 0
        if words != ("verify",):
            assert f"No data yet in {tmp_path / 'data'}: import something first" in said.err
    assert not (tmp_path / "data").exists()
    assert clew("tables", "--workspace", "other").code == 2


def test_a_trial_import_and_a_look_at_the_settings_leave_nothing_on_the_disk(clew, survey, mapping, tmp_path):
    assert clew("import", survey, "--map", mapping, "--dry-run").code == 0
    assert clew("workspace", "set", "--json").json["workspace"]["zone"] == "UTC"
    assert not (tmp_path / "data").exists()
    assert clew("workspace", "create", "shop", "--json").json["workspace"]["name"] == "shop"
    assert clew("workspace", "list", "--json").json["workspaces"][0]["name"] == "shop"


def test_a_trial_question_does_not_block_a_restore(filled, tmp_path):
    assert filled("backup", tmp_path / "copy").code == 0
    new = f"--data={tmp_path / 'new'}"
    assert filled("ask", "nps", new).code == 0
    assert filled("restore", tmp_path / "copy", "--none-erased", new).code == 0
    assert filled("tables", "--json", new).json["tables"][0]["rows"] == 57


def test_rows_without_a_key_are_warned_of(clew, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("rating,metric\n9,nps\n10,nps\n", encoding="utf-8")
    said = clew("import", path, "--table", "feedback", "--json")
    assert said.json["files"][0]["tables"][0]["accepted"] == 2
    assert "twice" in said.err


def test_a_missing_file_is_one_clear_sentence(clew):
    said = clew("import", "no-such-file.csv", "--table", "feedback")
    assert said.code in (1, 2)
    assert "no-such-file.csv" in said.err
    assert len(said.err.strip().splitlines()) <= 2


def test_errors_are_json_too_when_json_is_asked_for(filled):
    said = filled("ask", "npss", "--json")
    assert said.json["format"] == 1
    assert "npss" in said.json["error"]


def test_global_options_stand_before_and_after(filled, tmp_path):
    data = tmp_path / "data"
    before = filled("--data", data, "--json", "tables").json
    after = filled("tables", "--json", f"--data={data}").json
    assert before == after
    assert filled("tables", "--workspace", "other", "--json").code == 2


def test_importing_the_library_or_asking_for_help_loads_nothing_heavy():
    script = (
        "import sys, clew.cli.app; clew.cli.app.run(['--help']); import clew; "
        "heavy = {'pandas', 'django', 'scipy', 'ibis', 'duckdb', 'pyarrow', 'altair', 'rich'} & set(sys.modules); "
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_open_tickets_count_as_open_and_are_told_apart(clew, tmp_path):
    lines = [f"t{i},2026-03-0{i + 1}T08:00,2026-03-{10 + i}T08:00" for i in range(6)]
    lines += [f"o{i},2026-03-0{i + 1}T08:00," for i in range(3)]
    (tmp_path / "tickets.csv").write_text("\n".join(["ticket_id,opened_at,resolved_at", *lines]))
    assert clew("import", tmp_path / "tickets.csv", "--table", "tickets").code == 0
    said = clew("ask", "resolution_time").out
    assert "9 d" in said
    assert "3 still open at the end: they count as such" in " ".join(said.split())
    heads, *_ = (line.split() for line in clew("rows", "resolution_time").out.splitlines() if "ticket_id" in line)
    assert heads[:3] == ["ticket_id", "y", "ended"]
    (row,) = clew("ask", "backlog", "--json").json["rows"]
    assert (row["value"], row["lo"], row["n"], row["method"]) == (3, None, 9, "complete count")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("paths", "--limit", "-1"), "Invalid value for '--limit'"),
        (("paths", "--no-such"), "No such option: --no-such"),
        (("no-such",), "No such command"),
        (("ask",), "Missing argument"),
        (("ask", "nps", "--level", "much"), "Invalid value for '--level'"),
        (("tables", "--data"), "--data needs a value"),
    ],
)
def test_wrong_usage_is_a_document_too(clew, words, says):
    for asked in (("--json", *words), (words[0], "--json", *words[1:])):
        said = clew(*asked)
        assert said.code == 2
        assert set(said.json) == {"format", "error"}
        assert says in said.json["error"]
        assert says in said.err
    said = clew(*words)
    assert (said.code, said.out) == (2, "")
    assert says in said.err


def test_help_is_no_error(clew):
    for words in (("--help",), ("paths", "--help"), ("paths", "--json", "-h")):
        said = clew(*words)
        assert (said.code, said.err) == (0, "")
        assert "Usage: clew" in said.out
    assert clew().code == 2
