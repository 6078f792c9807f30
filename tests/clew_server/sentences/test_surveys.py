"""What is wrong with a survey, what changed, what could not be carried over: told in every language."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils import translation
from tests.clew_server.sentences.library import SAMPLE, variants

import clew
from clew.surveys import check_survey
from clew.surveys.versions.diff import diff
from clew_server.sentences.telling import is_known, told

#: Sentences that are put together from pieces: told as they come out, see below.
PIECES = frozenset({
    "xyzGive one a touchpoint or an instrument of its own.", "There is no page 'xyz'.xyz Pages: xyz, xyz.",
    "Here stands xyz, not xyz.xyz", "'xyz' cannot stand here. xyz", "xyz is out of range: xyz.", "xyz are left out.",
    "xyz is left out.", "'xyz' is left out: xyz", "xyz is larger than any survey.",
    "The file is no valid YAMLxyz: xyz.",
    "The file has an anchor or alias (& or *)xyz; write the part out, or quote the text.",
    "The file has a tag (!)xyz; quote the text.", "The file has xyzxyz; that is no survey.",
    "The file cannot be readxyz.", "A key must be a textxyz.", "The key 'xyz' stands twicexyz; keep one.",
    "In the condition xyz; write options in quotes: reason = 'price'.", "The condition needs 'xyz' xyz. xyz",
    "The condition needs xyz before 'xyz'. xyz", "The xyz 'xyz' is new.", "The xyz 'xyz' is gone.",
    "The xyz reads otherwise.", "The xyz 'xyz' is gone; answers that chose it stay.",
    "The xyz stand in another order.", "'xyz' was xyz and is xyz.", "xyz: 'xyz' was xyz and is xyz.",
})  # fmt: skip
ROOT = Path(clew.__file__).parent / "surveys"
LANGUAGES = ("pl", "ro", "ru")
#: Where a sentence stands among the arguments, by what is called.
AT = {"Problem": 1, "advice": 1, "Change": 1, "Loss": 1, "lose": 1, "UsageError": 0, "UnreadableFileError": 0,
      "UnsaidError": 0}  # fmt: skip
#: Files whose sentences pages do not show.
NOT_ON_PAGES = ("results", "running", "cli")


def written() -> list[tuple[str, str]]:
    """Place and text of every sentence that is written where it is given."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or place.startswith(NOT_ON_PAGES):
                continue
            at = AT.get(getattr(node.func, "id", getattr(node.func, "attr", "")))
            if at is not None and len(node.args) > at:
                found += [(f"{place}:{node.lineno}", text) for text in variants(node.args[at])]
    return [(place, text) for place, text in found if text.replace(SAMPLE, "").strip()]


def test_what_is_written_is_known():
    texts = written()
    assert len(texts) > 100
    unknown = [f"{place} {text}" for place, text in texts if text not in PIECES and not is_known(text)]
    assert not unknown, "\n".join(unknown)


HEAD = "format: 1\nid: a\ntitle: A\nprogram: none\n"
ONE = "pages: [{{id: p, questions: [{0}]}}]"
NPS = "{id: score, type: nps, text: T, low: l, high: h}"


def survey(*questions: str, head: str = HEAD) -> str:
    return head + ONE.format(", ".join(questions))


WRONG = (
    "format: 1", "a: [", "- 1", "a: &x 1", "a: !x 1", "a: 1\na: 2", "{[1]: 2}", "a: 1\n---\nb: 2", "a" * 1_000_001,
    f"a: {'[' * 30}{']' * 30}",
    HEAD.replace("none", "nonne") + "pages: []",
    HEAD + "langages: [en]\npages: 5",
    HEAD + "extra: 1\nlanguages: [EN, xx-]\npages: [{id: end, questions: []}, 5]",
    HEAD.replace("id: a", "id: A A").replace("title: A", "title: 7") + "pages: null",
    HEAD.replace("title: A", "title: [1]")
    + "pages: [{id: '1 a', questions: [7, {id: x, text: X}, {type: npss}, {type: zz}]}]",
    HEAD + "languages: [en, pl, en]\ndraft: [ru]\nthanks: {de: x}\n" + ONE.format(NPS),
    survey("{id: q, type: csat, text: '', points: 99, required: 1, low: 1, high: true}"),
    survey("{id: q, type: csat, text: '{{x}} {{answer.zz}} {{customer.plan}}', points: x, max: 1}"),
    survey("{id: and, type: rating, text: T, min: 5, max: 5}", "{id: r, type: rating, text: T, min: -99, max: 99}"),
    survey("{id: q, type: short_text, text: T, max_length: 0}", "{id: q, type: long_text, text: T}"),
    survey("{id: q, type: single, text: T, options: [{id: a, text: A, exclusive: true}, {id: a, text: A}, "
           "{id: na, text: N}]}"),
    survey("{id: q, type: multiple, text: T, options: [{id: a, text: A}], at_least: 3, at_most: 2}"),
    survey("{id: q, type: multiple, text: T, options: []}"),
    survey("{id: m, type: matrix, text: T, rows: [{id: a, text: A}, {id: a, text: B}]}",
           "{id: n, type: matrix, text: T, rows: [{id: a, text: A}], columns: [{id: c, text: C}], low: x}"),
    survey(NPS, "{id: again, type: nps, text: T, low: l, high: h}", "{id: ends, type: nps, text: T, instrument: x}"),
    HEAD + f"pages: [{{id: p, questions: [{NPS}], jumps: [{{to: p}}, {{to: zz}}, {{to: pz}}]}}, "
    "{id: p, questions: [{id: x, type: feeling, text: T}]}]",
    HEAD + f"pages: [{{id: p, questions: [{NPS}], jumps: [{{to: end}}]}}, "
    "{id: r, questions: [{id: x, type: feeling, text: T}]}]",
    "format: 1\nid: a\ntitle: {pl: A}\nprogram: none\nlanguages: [en, pl]\n" + ONE.format(NPS),
)  # fmt: skip
CONDITIONS = (
    "x" * 2_001, "score <= 6 and", "score <= 6 6", "?", "(score <= 6", "= 1", "score", "score ~ 1", "score of 1",
    "(" * 60, "score = price", "score has 1", "score has 'a'", "score in [1", "score in", "grid = 1", "some = 'a'",
    "one < 'a'", "score = 'a'", "score = 99", "one = 1", "one = 'zz'", "scor = 1", "zzzzz = 1", "late = 1",
    "customer.plan = 'a'", "score <", "score is",
)  # fmt: skip
BEFORE = [
    NPS, "{id: grid, type: matrix, text: T, min: 1, max: 5, rows: [{id: a, text: A}]}",
    "{id: some, type: multiple, text: T, options: [{id: a, text: A}]}",
    "{id: one, type: single, text: T, options: [{id: a, text: A}]}",
]  # fmt: skip


def wrongs() -> list[str]:
    texts = [*WRONG]
    for condition in CONDITIONS:
        last = f'{{id: last, type: feeling, text: T, show_if: "{condition}"}}'
        texts.append(survey(*BEFORE, last, "{id: late, type: feeling, text: T}"))
    return list(dict.fromkeys(problem.message for text in texts for problem in check_survey(text).problems))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_is_told(language):
    said = wrongs()
    assert len(said) > 70
    with translation.override(language):
        untold = [text for text in said if told(text) == text]
    assert not untold, "\n".join(untold)


OLD = """
format: 1
id: a
title: A
program: none
languages: [en, pl, ru]
draft: [ru]
fields: [plan]
pages:
  - {id: p, show_if: "customer.plan = 'x'", questions: [
      {id: score, type: nps, text: {en: T, pl: P}, help: H, low: l, high: h},
      {id: sat, type: csat, text: T, low: l, high: h, required: true, max: 1},
      {id: gone, type: feeling, text: T}]}
  - {id: q, questions: [
      {id: one, type: single, text: T, other: true, touchpoint: x,
       options: [{id: a, text: A}, {id: b, text: B}, {id: c, text: C}]},
      {id: grid, type: matrix, text: T, min: 1, max: 5, low: l, high: h, rows: [{id: a, text: A}, {id: b, text: B}]},
      {id: cols, type: matrix, text: T, rows: [{id: a, text: A, touchpoint: y}],
       columns: [{id: a, text: A}, {id: b, text: B}]},
      {id: free, type: short_text, text: T}]}
""".replace(", max: 1}", "}")
NEW = """
format: 1
id: a
title: AA
program: product
instrument: other 2
languages: [pl, en, de]
fields: [age]
thanks: Bye
pages:
  - {id: p, questions: [
      {id: sat, type: csat, text: TT, low: ll, high: hh, points: 7, touchpoint: x},
      {id: score, type: nps, text: {pl: TT}, help: HH, low: {pl: l, en: x}, high: h}],
     jumps: [{to: end, when: score = 0}]}
  - {id: q, show_if: score = 1, questions: [
      {id: one, type: multiple, text: T, options: [{id: a, text: A}]},
      {id: free, type: short_text, text: T, max_length: 5, not_applicable: N},
      {id: grid, type: matrix, text: T, columns: [{id: a, text: A}], rows: [{id: b, text: BB}, {id: c, text: B}]},
      {id: cols, type: matrix, text: T, rows: [{id: a, text: A, touchpoint: z}, {id: n, text: N}],
       columns: [{id: b, text: {pl: B, en: BBB}}, {id: a, text: A}, {id: x, text: X}]},
      {id: fresh, type: feeling, text: T}]}
"""
SINGLE = (
    "type: single, text: T, randomise: true, touchpoint: q, "
    "options: [{id: b, text: {pl: B, en: Q}, fixed: true}, {id: a, text: AA}]"
)
NEXT = NEW.replace("type: multiple, text: T, options: [{id: a, text: A}]", SINGLE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_changed_is_told(language):
    old, new, after = (check_survey(text) for text in (OLD, NEW, NEXT))
    said = []
    for one, two in ((old, new), (new, old), (old, after), (after, old), (new, after)):
        assert not one.errors + two.errors
        said += [change.message for change in diff(one.survey, two.survey)]
    assert len(set(said)) > 50
    with translation.override(language):
        untold = sorted({text for text in said if told(text) == text})
    assert not untold, "\n".join(untold)


def test_names_and_words_of_people_stay_as_they_are():
    with translation.override("pl"):
        said = told("The text reads otherwise in 'en': “nothing” → “a text”.")
    assert said == "Tekst brzmi inaczej w języku „en”: „nothing” → „a text”."
