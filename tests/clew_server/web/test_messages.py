"""Everything people read is translated: every room, every language; nothing is said outside of translation."""

from __future__ import annotations

import pytest

from clew_server.web.catalogues import LANGUAGES
from clew_server.web.messages.checking import faults_of, outside
from clew_server.web.messages.finding import found_in
from clew_server.web.messages.keeping import header_of, read, translations, updated
from clew_server.web.messages.rooms import ROOT, Room, rooms

ROOMS = rooms()
TOOL = "python -m clew_server.web.messages"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_every_text_is_translated(room, language):
    faults = faults_of(room, language)
    assert not faults, f"room {room}, {language}: run {TOOL}, then translate: {faults}"


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_templates_say_nothing_outside_of_translation(room):
    found = {str(path.relative_to(ROOT)): said for path in room.templates if (said := outside(path))}
    assert not found, f"room {room}: put these into {{% translate %}} or {{% blocktranslate %}}: {found}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_text_is_said_in_one_way(language):
    said = {}
    for room in ROOMS:
        for key, text in translations(read(room.catalogue(language), language)).items():
            said.setdefault(key, {}).setdefault(text, []).append(str(room))
    double = {key: ways for key, ways in said.items() if len(ways) > 1}
    assert not double, f"{language}: translate these alike, or give them a context (pgettext): {double}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_name_their_plural_forms(language):
    for room in ROOMS:
        path = room.catalogue(language)
        assert not path.exists() or path.read_text(encoding="utf-8").startswith(header_of(language)), f"run {TOOL}"


PAGE = """{% extends "web/base.html" %}{% block content %}{% translate "100 %" %}
<a title="{% translate "Open" %}">{% blocktranslate trimmed with a=b.c %}
  From
  {{ a }}{% endblocktranslate %}</a>
{% blocktranslate count n=n context "kept" %}one {{ n }}{% plural %}many {{ n }}{% endblocktranslate %}
{% if x %}{{ _('Odd') }}{% endif %}{% endblock %}"""
ROWS = 'msgid "%(n)s row"\nmsgid_plural "%(n)s rows"\n'


@pytest.fixture
def room(tmp_path):
    made = Room(ROOT / "web")
    made.folder = tmp_path
    made.code, made.templates = [tmp_path / "views.py"], [tmp_path / "page.html"]
    made.code[0].write_text(
        'a = gettext("Rows")\nb = ngettext("%(n)s row", "%(n)s rows", n)\nc = pgettext_lazy("period", "All")\n',
        encoding="utf-8",
    )
    made.templates[0].write_text(PAGE, encoding="utf-8")
    (tmp_path / "locale").mkdir()
    return made


def test_texts_are_found_as_they_are_asked_for(room):
    assert found_in(room) == [
        (None, "%(n)s row", "%(n)s rows"),
        (None, "100 %%", None),
        ("period", "All", None),
        (None, "From %(a)s", None),
        (None, "Odd", None),
        (None, "Open", None),
        (None, "Rows", None),
        ("kept", "one %(n)s", "many %(n)s"),
    ]


def test_a_catalogue_keeps_its_translations_and_names_what_is_missing(room):
    empty, _ = updated(room, "pl", {})
    room.catalogue("pl").write_text(
        empty.replace('msgid "Rows"\nmsgstr ""', 'msgid "Rows"\nmsgstr "Wiersze"'), encoding="utf-8"
    )
    text, missing = updated(room, "pl", {(None, "Open"): "Otwórz"})
    assert "Wiersze" in text
    assert "Otwórz" in text
    assert {found[1] for found in missing} == {"%(n)s row", "100 %%", "All", "From %(a)s", "Odd", "one %(n)s"}
    assert "POT-Creation-Date" not in text


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "From %(a)s"\nmsgstr "Od %(b)s"', "other places for values"),
        ('msgid "From %(a)s"\nmsgstr ""', "untranslated"),
        (
            'msgid "%(n)s row"\nmsgid_plural "%(n)s rows"\nmsgstr[0] "a %(n)s"\nmsgstr[1] "b"\nmsgstr[2] "c %(n)s"',
            "in 'b'",
        ),
        (
            'msgid "%(n)s row"\nmsgid_plural "%(n)s rows"\nmsgstr[0] "a %(n)s"\nmsgstr[1] ""\nmsgstr[2] ""',
            "untranslated",
        ),
    ],
)
def test_what_is_wrong_is_named(room, entry, fault):
    room.catalogue("pl").write_text(header_of("pl") + entry + "\n", encoding="utf-8")
    text = entry.splitlines()[0].removeprefix('msgid "').removesuffix('"')
    assert any(fault in found and text in found for found in faults_of(room, "pl"))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>Hello {{ name }}</p>", ["Hello"]),
        ("<p>{% translate 'Hello' %} · n {{ n }} NPS</p>", []),
        ("<p>{% blocktranslate %}Hello{% endblocktranslate %}{% comment %}x{% endcomment %}{# y #}</p>", []),
        ('<input placeholder="Search"{% if x %} title="Find"{% endif %}>', ['placeholder="Search"', 'title="Find"']),
        ('<a title="{% translate "Find" %}"><code>clew serve</code></a>', []),
        ("<script>const a = 1;</script>", []),
    ],
)
def test_what_stands_outside_of_translation_is_found(tmp_path, source, said):
    path = tmp_path / "page.html"
    path.write_text(source, encoding="utf-8")
    assert outside(path) == said
