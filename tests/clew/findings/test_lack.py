"""What cannot be computed is said in any language after the looking, and the looking is done once."""

from __future__ import annotations

from clew.findings.diagnose import diagnose, diagnose_in
from clew.findings.lack import Lack
from clew.findings.wording.language import LANGUAGES, Language


def test_a_lack_is_said_in_each_language():
    lack = Lack("nps", "The question was refused: {reason}", {"reason": "x"})
    said = {language: lack.said(Language(language)).why for language in LANGUAGES}
    assert said["en"] == "The question was refused: x"
    assert len(set(said.values())) == len(LANGUAGES)


def test_one_look_is_said_in_all_languages_as_each_alone_would_say_it(company, known):
    built = company(0, lower=lambda where, _: 1.2 * (where["touchpoint"] == "Repair visit"))
    given = {"workspace": "main", "as_of": None, "lake_version": 0}
    asked = []
    cells = built.cells
    built.cells = lambda *args, **more: asked.append(args) or cells(*args, **more)
    together = diagnose_in(built, known, LANGUAGES, given)
    once = len(asked)
    for language in LANGUAGES:
        assert together[language] == diagnose(built, known, language=language)
    assert len(asked) == once * (1 + len(LANGUAGES))
    assert len({found.findings[0].title for found in together.values()}) == len(LANGUAGES)
