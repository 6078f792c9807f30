"""The page of the command line is the program's own; every command and option has its help; JSON is as told."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clew.cli.app import run
from clew.cli.documents import DOCUMENTS, ENDLESS
from clew.cli.page import command_line_page, commands
from clew.surveys import survey_text
from clew.surveys.ready.ready import ready_survey

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "command-line.md"
CONTRACT = {
    "workspace create", "workspace list", "workspace set", "calendar set", "calendar show", "calendar import",
    "suggest", "import", "imports", "undo", "tables", "metrics",
    "ask", "rows", "search", "paths", "diagnose", "status", "verify", "rebuild", "compact", "erase", "person", "backup",
    "restore", "export",
}  # fmt: skip
MAPPING = """format = 1
table = "feedback"
key = ["answer_id"]
[columns]
customer_id = "customer_no"
rating = "recommend"
answered_at = "answered_at"
touchpoint = "step"
[constants]
metric = "nps"
[dates]
formats = ["%d.%m.%Y %H:%M"]
zone = "Europe/Warsaw"
[missing]
rating = ["99"]
"""
RULES = """format = 1
[statuses]
parked = "third_party"
[[contact_reasons]]
reason = "late"
avoidable = true
topic = "*late*"
"""
CLOSED = """BEGIN:VCALENDAR
BEGIN:VEVENT
DTSTART;VALUE=DATE:20261223
SUMMARY:Stocktaking
END:VEVENT
BEGIN:VEVENT
DTSTART:today
END:VEVENT
END:VCALENDAR
"""


def test_the_page_is_the_one_the_program_gives():
    assert PAGE.read_text() == command_line_page(), "run: python -m clew.cli.page > docs/reference/command-line.md"


def test_every_command_option_and_argument_says_what_it_does():
    silent = [
        f"{name} {parameter.name}" for name, command in commands() for parameter in command.params if not parameter.help
    ]
    silent += [name for name, command in commands() if not command.help]
    assert not silent, f"give these a help text: {silent}"


def test_the_contract_has_all_its_commands_and_each_its_document():
    names = {name for name, _ in commands()}
    assert names >= CONTRACT
    assert names == {*DOCUMENTS, *ENDLESS}, "clew.cli.documents lists every command, and no other"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each command prints as JSON, asked in the order a person would."""
    folder = tmp_path_factory.mktemp("documents")
    shutil.copytree(ROOT / "examples" / "shop", folder, dirs_exist_ok=True)
    (folder / "survey.toml").write_text(MAPPING, encoding="utf-8")
    (folder / "closed.ics").write_text(CLOSED, encoding="utf-8")
    (folder / "rules.toml").write_text(RULES, encoding="utf-8")
    (folder / "begun.yaml").write_text(survey_text(ready_survey("nps")), encoding="utf-8")
    with contextlib.chdir(folder):
        return dict(spoken())


def spoken():
    asked = "ask nps --by touchpoint --every quarter --compare previous"
    commands_of = {
        "workspace create": "workspace create second --zone Europe/Paris",
        "workspace set": "workspace set --zone Europe/Warsaw",
        "workspace rename": "workspace rename other --workspace second",
        "workspace list": "workspace list",
        "calendar set": "calendar set --week 24/7 --holidays PL",
        "calendar show": "calendar show",
        "calendar import": "calendar import closed.ics",
        "calendar remove": "calendar remove",
        "suggest": "suggest survey.csv",
        "import": "import survey.csv --map survey.toml",
        "imports": "imports",
        "tables": "tables",
        "metrics": "metrics",
        "ask": asked,
        "rows": "rows nps --limit 3",
        "search": "search the --limit 2",
        "paths": "paths --view transitions",
        "diagnose": "diagnose",
        "finding": "finding abc --owner Ana --mute-until 2026-03-01",
        "findings": "findings",
        "rules show": "rules show",
        "rules check": "rules check rules.toml",
        "rules set": "rules set rules.toml",
        "rules reset": "rules reset",
        "rename touchpoint": "rename touchpoint Shop --to Store",
        "rename channel": "rename channel mail e-mail --to E-mail",
        "rename list": "rename list",
        "segment set": "segment set Polish --where country=PL",
        "segment list": "segment list",
        "segment remove": "segment remove Polish",
        "target set": "target set nps --value 40 --matters 3",
        "target list": "target list",
        "target remove": "target remove nps.nps",
        "change add": "change add 2026-03-01 Relaunch --until 2026-03-02 --kind release",
        "change list": "change list",
        "survey new": "survey new nps --languages en",
        "survey check": "survey check begun.yaml",
        "survey convert": "survey convert begun.yaml --to surveyjs",
        "survey diff": "survey diff begun.yaml begun.yaml",
        "status": "status",
        "verify": "verify",
        "rebuild": "rebuild",
        "compact": "compact",
        "export": "export --csv tables",
        "person": "person K1137 --out person",
        "erase": "erase K1070 --yes",
        "backup": "backup copy",
        "restore": "restore copy --data restored --erasures {erased}",
        "simulate": "simulate company --customers 200",
        "user add": "user add ana@example.org --role analyst",
        "user login-link": "user login-link ana@example.org",
        "user list": "user list",
        "user role": "user role ana@example.org viewer",
        "user disable": "user disable ana@example.org",
        "user forget-factor": "user forget-factor ana@example.org",
        "key create": "key create shop --scope collect",
        "key list": "key list",
        "key revoke": "key revoke shop",
        "survey bounces": "survey bounces survey.csv",
    }
    for name, words in commands_of.items():
        erased = next(Path("clew-data").glob("*/ERASED"), None)
        yield name, document(words.format(erased=erased))
    fact = document("rename list")["renames"][0]["id"]
    yield "rename undo", document(f"rename undo {fact}")
    change = document("change list")["changes"][0]["id"]
    yield "change remove", document(f"change remove {change}")
    Path("late.csv").write_text("event_id,customer_id,name,occurred_at\n1,a,open,soon\n2,a,open,2026-01-01\n")
    document("import late.csv --table events")
    late = document("imports")["imports"][-1]["import_id"]
    yield "quarantine reasons", document("quarantine reasons")
    yield "quarantine list", document(f"quarantine list --import {late}")
    yield "quarantine mend", document(f"quarantine mend {late} 0 occurred_at=2026-01-02")
    yield "quarantine mends", document(f"quarantine mends {late}")
    mend = document(f"quarantine mends {late}")["mends"][0]["id"]
    yield "quarantine undo", document(f"quarantine undo {late} {mend}")
    yield "remap", document(f"remap {late} --value name open opened")
    newest = document("imports")["imports"][-1]["import_id"]
    yield "undo", document(f"undo {newest}")


def document(words: str) -> Any:
    if words.split(maxsplit=1)[0] in {"user", "key"} or words.startswith("survey bounces"):
        return of_the_server(words)
    with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.redirect_stderr(io.StringIO()) as err:
        code = run([*words.split(), "--json"])
    assert code == 0, f"clew {words} ended with {code}: {err.getvalue()}"
    return json.loads(printed.getvalue())


def of_the_server(words: str) -> Any:
    """What a command of the server prints; it loads Django for its own data folder, so it runs in its own process."""
    program = "import sys; from clew.cli.app import run; sys.exit(run(sys.argv[1:]))"
    environment = {name: value for name, value in os.environ.items() if name not in {"CLEW_DATA", "DATABASE_URL"}}
    done = subprocess.run(
        [sys.executable, "-c", program, *words.split(), "--json"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_document_is_as_the_page_tells(name: str, said: dict[str, Any]):
    assert not differences({"format": 1, **DOCUMENTS[name]}, said[name], name)


def differences(told: Any, found: Any, where: str) -> list[str]:
    """Return where a document departs from what is told of it: names missing, names nobody told of."""
    if found is None:
        return []
    if isinstance(told, list):
        return [d for item in found for d in differences(told[0], item, f"{where}[]")]
    if not isinstance(told, dict):
        return [f"{where} is more than {told}"] if isinstance(found, dict | list) else []
    names = {name.rstrip("?") for name in told} | ({"touchpoint"} if "<dimension>" in told else set())
    any_name = next((name for name in told if name.startswith("<") and name != "<dimension>"), None)
    untold = [f"{where}.{name} is not told" for name in found if name not in names and any_name is None]
    missing = [
        f"{where}.{name} is missing" for name in told if name[0] != "<" and name[-1] != "?" and name not in found
    ]
    parts = [d for n in told if n in found for d in differences(told[n], found[n], f"{where}.{n}")]
    return [*untold, *missing, *parts]


WALKS = """event_id,customer_id,occurred_at,name,team,channel
1,a,2026-01-01 10:00,invoice,x,web
2,a,2026-01-02 10:00,call,y,web
3,a,2026-01-03 10:00,mail,x,web
4,a,2026-01-04 10:00,call,x,web
5,b,2026-01-05 10:00,invoice,x,shop
"""
VIEWS = ("summary", "transitions", "variants", "circles", "around call", "compare --groups channel", "goal call")


@pytest.fixture(scope="module")
def walks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which a few contacts were imported."""
    folder = tmp_path_factory.mktemp("walks")
    (folder / "events.csv").write_text(WALKS, encoding="utf-8")
    document(f"import {folder / 'events.csv'} --table events --data {folder / 'data'}")
    return folder / "data"


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_of_paths_is_as_the_page_tells(view: str, walks: Path):
    found = document(f"paths --view {view} --data {walks}")
    assert not differences({"format": 1, **DOCUMENTS["paths"]}, found, view)


def test_a_field_too_many_or_too_few_is_found():
    assert differences({"a": "text", "b?": "text"}, {"a": 1}, "x") == []
    assert differences({"a": "text"}, {"a": 1, "c": 2}, "x") == ["x.c is not told"]
    assert differences({"rows": [{"a": "text"}]}, {"rows": [{}]}, "x") == ["x.rows[].a is missing"]
    assert differences({"a": "text"}, {"a": [1]}, "x") == ["x.a is more than text"]
    assert differences({"<dimension>": "text"}, {"touchpoint": "Shop", "b": 1}, "x") == ["x.b is not told"]
