"""From an upload to what became of it, over HTTP; a wide survey whose mapping is corrected in the browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.clew_server.imports.conftest import WIDE
from tests.clew_server.sentences.test_pages import in_english

from clew.importers import from_document, load_mapping
from clew.store import open_workspace
from clew_server.imports.models import Upload
from clew_server.jobs.services import queue


class _Fields(HTMLParser):
    """What a browser would send of the form of the mapping, untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.select, self.chosen, self.first, self.area = "", None, None, ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "select":
            self.select, self.chosen, self.first = given.get("name", ""), None, None
        elif tag == "option" and self.select:
            self._option = given
            self.first = given.get("value") if self.first is None else self.first
            if "selected" in given:
                self.chosen = given.get("value")
            self.takes_text = "value" not in given
        elif tag == "textarea":
            self.area = given.get("name", "")
            self.fields.setdefault(self.area, []).append("")
        elif tag == "input" and given.get("name") and (given.get("type") != "checkbox" or "checked" in given):
            self.fields.setdefault(given["name"], []).append(given.get("value") or "")

    def handle_data(self, data):
        if self.area:
            self.fields[self.area][-1] += data
        if self.select and getattr(self, "takes_text", False) and "selected" in self._option and data.strip():
            self.chosen = data.strip()

    def handle_endtag(self, tag):
        if tag == "select" and self.select:
            self.fields.setdefault(self.select, []).append(self.chosen if self.chosen is not None else self.first or "")
            self.select = ""
        if tag == "textarea":
            self.area = ""


def fields_of(html: str) -> dict[str, list[str]]:
    form = re.search(r'<form class="mapping".*?</form>', html, re.DOTALL)
    assert form, "the page has no form of a mapping"
    parser = _Fields()
    parser.feed(form[0])
    parser.fields.pop("csrfmiddlewaretoken", None)
    return parser.fields


@pytest.fixture
def shown(as_analyst, page):
    return lambda upload, **query: as_analyst.get(page("imports:upload", upload_id=upload.id), query).content.decode()


def test_a_form_sent_untouched_changes_nothing(send, shown, as_analyst, page):
    upload = send(WIDE)
    before = from_document(upload.draft)
    as_analyst.post(page("imports:upload", upload_id=upload.id), fields_of(shown(upload)))
    upload.refresh_from_db()
    assert from_document(upload.draft) == before


def test_every_tool_we_know_survives_its_form(send, shown, as_analyst, page):
    for file in sorted(Path("examples/tools").iterdir()):
        upload = send(file.read_bytes(), file.name)
        assert upload.state == "ready", (file.name, upload.error)
        before = from_document(upload.draft)
        html = shown(upload)
        as_analyst.post(page("imports:upload", upload_id=upload.id), fields_of(html))
        upload.refresh_from_db()
        assert from_document(upload.draft) == before, file.name


def test_a_tool_is_recognised(send, shown):
    html = shown(send(Path("examples/tools/zendesk_tickets.csv").read_bytes(), "export.csv"))
    assert "Zendesk tickets" in html
    assert "found their customer" in html


def test_a_wide_survey_is_corrected_in_the_browser_and_imported(
    send, shown, as_analyst, page, do_jobs, clean, tmp_path
):
    upload = send(WIDE)
    fields = fields_of(shown(upload))
    columns = upload.found["columns"]

    def column(name: str) -> int:
        return columns.index(name)

    fields["b0.table"] = ["feedback"]
    fields[f"b0.c{column('Kunde')}"] = ["customer_id"]
    fields[f"b0.c{column('Nr')}"] = [""]
    fields[f"b0.c{column('Datum')}"] = ["answered_at"]
    for name, metric, ends in (
        ("Wie wahrscheinlich ist es", "nps", ("0", "10")),
        ("Zufriedenheit Lieferung", "csat", ("1", "5")),
        ("Bemerkung", "text", ("", "")),
    ):
        at = f"b0.u{column(name)}."
        fields[f"b0.c{column(name)}"] = ["*answer"]
        fields |= {f"{at}metric": [metric], f"{at}question": [name], f"{at}touchpoint": ["delivery"]}
        fields |= {f"{at}min": [ends[0]], f"{at}max": [ends[1]]}
    fields |= {"b0.key": ["Nr", "", ""], "b0.formats": ["%d.%m.%Y %H:%M"], "b0.zone": ["Europe/Berlin"]}
    fields |= {"b0.constant": ["program"], "b0.constant2": ["relationship"]}
    where = page("imports:upload", upload_id=upload.id)
    assert as_analyst.post(where, fields).status_code == 302
    html = shown(upload)
    assert "am Montag" in html, "the cell that cannot be read is shown in its place"
    assert "2026-03-01T09:00:00Z" in html, "times as they will be"
    upload.refresh_from_db()
    as_analyst.post(page("imports:run", upload_id=upload.id), fields_of(html))
    do_jobs()
    upload.refresh_from_db()
    assert upload.state == "imported", upload.error

    (tmp_path / "survey.csv").write_text(WIDE)
    other = open_workspace(tmp_path / "data")
    other.set(zone=clean.settings.zone)
    by_hand = other.import_files([tmp_path / "survey.csv"], from_document(upload.draft))[0].to_document()
    assert upload.result["tables"] == by_hand["tables"], "the numbers of clew import"
    result = as_analyst.get(page("imports:result", import_id=upload.import_id)).content.decode()
    assert "survey.csv" in result
    listed = as_analyst.get(page("imports:imports")).content.decode()
    assert "survey.csv" in listed
    assert "analyst@example.org" in listed
    csv = as_analyst.get(page("imports:rejected", import_id=upload.import_id))
    text = b"".join(csv.streaming_content).decode()
    assert "am Montag" in text

    assert as_analyst.post(page("imports:undo", import_id=upload.import_id)).status_code == 302
    do_jobs()
    undone = next(one for one in clean.imports() if one["import_id"] == upload.import_id)
    assert undone["undone"]
    assert "was undone" in as_analyst.get(page("imports:result", import_id=upload.import_id)).content.decode()


def test_the_same_header_is_remembered_and_a_changed_one_explained(send, shown, as_analyst, page, do_jobs, clean):
    first = send(WIDE)
    as_analyst.post(page("imports:run", upload_id=first.id), fields_of(shown(first)))
    do_jobs()
    again = send(WIDE.replace("k-1", "k-9"), "next.csv")
    assert again.found["taken"] == "remembered"
    assert "is remembered" in shown(again)
    drifted = send(WIDE.replace("Bemerkung", "Bemerkungen").replace("Nr;", "Neu;Nr;").replace("\n", "\nx;", 4), "d.csv")
    html = shown(drifted)
    assert "it has changed" in html
    assert "Bemerkung → Bemerkungen" in html


def test_text_that_cannot_be_used_is_kept_as_it_was_typed(send, shown, as_analyst, page):
    upload = send(WIDE)
    where = page("imports:toml", upload_id=upload.id)
    as_analyst.post(where, {"toml": 'format = 1\ntable = "feedback"\n[colums]\nrating = "Nr"'})
    html = shown(upload, **{"as": "toml"})
    assert "[colums]" in html
    assert "colums" in html.split("toml")[0] or "Did you mean" in html
    good = 'format = 1\ntable = "feedback"\n\n[columns]\nrating = "Nr"\n'
    as_analyst.post(where, {"toml": good})
    upload.refresh_from_db()
    assert (from_document(upload.draft), upload.draft_text) == (load_mapping(good), "")


def test_a_file_that_is_none_says_why(send, shown):
    upload = send(b"%PDF-1.7 nothing", "report.pdf")
    assert upload.state == "failed"
    assert "report.pdf" in upload.error
    assert str(upload.id) not in upload.error


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def test_hostile_names_are_only_text(send, shown, as_analyst, page, do_jobs, clean):
    quoted = HOSTILE.replace('"', '""')
    upload = send(f'"{quoted}",answered_at\n"{quoted}",2026-01-01\n', f"{HOSTILE}.csv")
    for html in (
        shown(upload),
        shown(upload, **{"as": "toml"}),
        as_analyst.get(page("imports:imports")).content.decode(),
    ):
        assert "<script>alert" not in html
        assert "<img" not in html
    assert "&lt;script&gt;" in shown(upload)


def test_an_import_is_done_once_however_often_its_job_is_begun(send, shown, as_analyst, page, do_jobs, clean):
    upload = send(WIDE)
    as_analyst.post(page("imports:run", upload_id=upload.id), fields_of(shown(upload)))
    do_jobs()
    count = len(clean.imports())
    began = Upload.objects.get(id=upload.id)
    Upload.objects.filter(id=upload.id).update(state="importing", import_id="", changed_at=began.created_at)
    queue("imports.run", upload.workspace_id, upload=str(upload.id))
    do_jobs()
    assert len(clean.imports()) == count
    assert Upload.objects.get(id=upload.id).import_id == began.import_id


def test_the_preview_and_its_problems_are_told_in_the_readers_language(send, as_analyst, page):
    upload = send(WIDE)
    mapping = 'format = 1\ntable = "feedback"\nkey = ["Nr"]\n[columns]\nanswered_at = "Datum"\n'
    as_analyst.post(page("imports:toml", upload_id=upload.id), {"toml": mapping})
    where = page("imports:upload", upload_id=upload.id)
    for language, said, about in (
        ("pl", "To nie jest czas w formacie", "kto odpowiedział"),
        ("ro", "Nu este o dată în formatul", "cine a răspuns"),
        ("ru", "Это не время в формате", "кто ответил"),
    ):
        html = as_analyst.get(where, headers={"Accept-Language": language}).content.decode()
        assert in_english(html) == [], language
        assert said in html, language
        assert about in html, language
    as_analyst.post(page("imports:toml", upload_id=upload.id), {"toml": mapping.replace("answered_at", "answered")})
    for language, problem in (
        ("pl", "tabela feedback nie ma kolumny"),
        ("ro", "tabelul feedback nu are coloana"),
        ("ru", "в таблице feedback нет столбца"),
    ):
        html = as_analyst.get(where, {"as": "toml"}, headers={"Accept-Language": language}).content.decode()
        assert problem in html, language


def test_why_a_file_cannot_be_read_is_told_in_the_readers_language(send, as_analyst, page):
    where = page("imports:upload", upload_id=send(b"%PDF-1.7 ...", "report.pdf").id)
    for language, said in (
        ("pl", "report.pdf to PDF"),
        ("ro", "report.pdf este un PDF"),
        ("ru", "report.pdf — это PDF"),
    ):
        html = as_analyst.get(where, headers={"Accept-Language": language}).content.decode()
        assert said in html, language
        assert in_english(html) == [], language
