"""Where pages show what the library says they have it told in the reader's language: errors, problems, reasons."""

from __future__ import annotations

import re
from pathlib import Path

import clew_server

ROOT = Path(clew_server.__file__).parent
#: What the library's sentences are called where pages show them.
NAMES = r"(?:error|problem|reason|warning|why)s?"
SHOWN = re.compile(rf"{{{{ (?P<said>(?:\w+\.)*(?:{NAMES})(?:\.\w+)*(?:\|[^}}]*)?) }}}}")
GIVEN = re.compile(rf"=(?P<said>(?:\w+\.)*(?:{NAMES})(?:\.\w+)*(?:\|[\w:]+)*)(?=[ %])")
#: What is in the reader's language already, or is nobody's sentence; by template and what it shows.
OTHERS = {
    "accounts/members.html problem": "a text of the view",
    "accounts/parts/fields.html error": "Django's, of a form",
    "company/calendar.html each.why": "typed by an owner: why a day is free",
    "company/rules.html row.reason": "typed by an owner: the name of a contact reason",
    "imports/quarantine.html one.reason": "the key of a reason, sent back",
    "imports/quarantine.html reasons.0": "a row of the table of reasons",
    "imports/result.html error": "told where it is given to the sentence",
    "pulse/findings.html each.why": "said by the diagnosis in the reader's language",
    "company/touchpoints.html why": "told where it is put into the sentence",
    "questions/parts/answer.html warning": "told by what makes the answer",
    'questions/parts/table.html line.warnings|join:"; "': "told by what makes the answer",
    "status/status.html each.reason": "a text of the view",
    "surveys/asking/dry.html reason": "the key of a reason, in an address",
    "surveys/asking/list.html reason": "told where it is given to the sentence",
    "surveys/sending/gateways.html error": "a text of the view",
    "surveys/asking/suppressed.html reason": "a text of the view",
    "surveys/editing/compare.html problem": "a text of the view",
    "surveys/editing/edit.html errors|length": "a number",
    "surveys/editing/edit.html errors|length|number": "a number",
    "surveys/editing/parts/problems.html errors|length": "a number",
    "surveys/editing/parts/problems.html errors|length|number": "a number",
    'surveys/sending/listed.html row.said|default:"…"': "what a mail server or a gateway said, word for word",
    "surveys/sending/taken.html reason": "a text of the view",
    "surveys/showing/widget.html error": "Django's, of a form",
    "web/parts/figure.html figure.why": "told by what makes the figure",
}  # fmt: skip


def untold() -> dict[str, str]:
    """Return where a sentence is shown as it is: template and expression, with the line."""
    found = {}
    for path in sorted(ROOT.rglob("templates/**/*.html")):
        name = path.relative_to(next(parent for parent in path.parents if parent.name == "templates")).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for said in (each["said"] for pattern in (SHOWN, GIVEN) for each in pattern.finditer(line)):
                if "|told" not in said and f"{name} {said}" not in OTHERS:
                    found[f"{name} {said}"] = f"{name}:{number}"
    return found


def test_what_the_library_says_is_told_wherever_it_is_shown():
    assert not untold()


def test_what_is_excused_is_still_there():
    text = {
        path.relative_to(next(parent for parent in path.parents if parent.name == "templates")).as_posix(): path
        for path in ROOT.rglob("templates/**/*.html")
    }
    gone = [entry for entry in OTHERS if entry.split(" ", 1)[1] not in text[entry.split(" ", 1)[0]].read_text("utf-8")]
    assert not gone
