"""The mapping of a finished import is corrected by the form of a new one: seen first, done then, undone after."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser

import pytest

from clew_server.imports.models import Remap
from clew_server.jobs.models import Job


class Form(HTMLParser):
    """What the form of a page would send."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._is_in, self._area, self._select = False, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name = said.get("name") or ""
        if tag == "form":
            self._is_in = said.get("class") == "mapping"
        elif not self._is_in:
            return
        elif tag == "input" and name and (said.get("type") != "checkbox" or "checked" in said):
            self.sent.setdefault(name, []).append(said.get("value") or "")
        elif tag == "textarea":
            self._area = name
            self.sent.setdefault(name, []).append("")
        elif tag == "select":
            self._select = name
            self.sent.setdefault(name, []).append("")
            self._has_first = False
        elif tag == "option" and self._select:
            self._option = said.get("value")
            self._takes = "selected" in said or not self._has_first
            self._has_first = True
            if self._takes and self._option is not None:
                self.sent[self._select][-1] = self._option

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area][-1] += data
        elif self._select and self._has_first and self._takes and self._option is None:
            self.sent[self._select][-1] = data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "option":
            self._takes = False
        elif tag == "form":
            self._is_in = False


def fields(text: str) -> dict[str, list[str]]:
    form = Form()
    form.feed(text)
    return form.sent


@pytest.fixture
def where(page, imported):
    return page("imports:remapping", import_id=imported)


def test_the_form_shows_the_mapping_and_changes_nothing_by_itself(where, as_analyst):
    shown = as_analyst.get(where).content.decode()
    sent = fields(shown)
    assert json.loads(sent["draft"][0])["table"]
    again = as_analyst.post(where, {**sent, "do": "look"}).content.decode()
    assert "the mapping that the import has already" in again
    assert 'value="take"' not in again, "there is nothing to take"


def test_what_would_change_is_seen_before_it_is_done_and_undone_after(
    where, as_analyst, page, clean, do_jobs, imported
):
    sent = fields(as_analyst.get(where).content.decode())
    sent["b0.missing"] = ["rating", *sent["b0.missing"][1:]]
    sent["b0.missing2"] = ["99", *sent["b0.missing2"][1:]]
    before = clean.mapping(imported)
    seen = as_analyst.post(where, {**sent, "do": "look"}).content.decode()
    assert clean.mapping(imported) == before, "looking changes nothing"
    change = re.findall(r'<td class="r">([^<]*)</td>', seen[seen.index('id="change"') :].split("</table>")[0])
    assert change[2:] == ["2", "1"], change
    taken = as_analyst.post(where, {**fields(seen), "do": "take"})
    assert taken.status_code == 302
    do_jobs()
    assert len(clean.rejections(imported)) == 1
    remap = Remap.objects.get(import_id=imported)
    as_analyst.post(page("imports:undo_remap", import_id=imported, remap_id=remap.id))
    do_jobs()
    assert clean.mapping(imported) == before
    assert len(clean.rejections(imported)) == 2
    shown = as_analyst.get(page("imports:result", import_id=imported)).content.decode()
    assert page("imports:undo_remap", import_id=imported, remap_id=remap.id) not in shown
    assert as_analyst.post(page("imports:undo_remap", import_id=imported, remap_id=remap.id)).status_code == 404


def test_a_mapping_that_cannot_be_is_not_taken(where, as_analyst, clean, imported):
    sent = fields(as_analyst.get(where).content.decode())
    before, asked = clean.mapping(imported), Job.objects.count()
    text = as_analyst.get(f"{where}?as=toml").content.decode()
    toml = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)[1]).strip()
    for given in ({**sent, "b0.key": ["no such column"]}, {"toml": toml.replace('"Wie', '"Nie')}):
        assert as_analyst.post(where, {**given, "do": "take"}).status_code in {200, 422}
    assert Job.objects.count() == asked
    assert clean.mapping(imported) == before


def test_a_table_is_added_and_taken_away_without_losing_the_rest(where, as_analyst):
    sent = fields(as_analyst.get(where).content.decode())
    added = fields(as_analyst.post(where, {**sent, "do": "add"}).content.decode())
    assert "b1.table" in added
    away = fields(as_analyst.post(where, {**added, "do": "away:1"}).content.decode())
    assert "b1.table" not in away
    assert json.loads(away["draft"][0]) == json.loads(sent["draft"][0])


@pytest.mark.parametrize(
    "draft", ["", "{", "[]", '{"table": 3}', '{"table": [{"table": "nothing"}]}', '{"table": [{}]}']
)
def test_a_draft_that_was_made_up_is_passed_over(where, as_analyst, draft):
    sent = fields(as_analyst.get(where).content.decode())
    again = as_analyst.post(where, {**sent, "draft": draft, "do": "look"})
    assert again.status_code == 200
    assert "the mapping that the import has already" in again.content.decode()


def test_privacy_cannot_be_changed_any_more(where, as_analyst):
    sent = fields(as_analyst.get(where).content.decode())
    assert not [name for name in sent if re.fullmatch(r"p\d+", name)]
    again = as_analyst.post(where, {**sent, "p0": "drop", "do": "look"}).content.decode()
    assert "the mapping that the import has already" in again


def test_a_part_of_the_import_is_not_called_the_whole(where, as_analyst, monkeypatch):
    sent = fields(as_analyst.get(where).content.decode())
    sent["b0.missing"], sent["b0.missing2"] = ["rating", "", ""], ["99", "", ""]
    assert "over all rows of the import" in as_analyst.post(where, {**sent, "do": "look"}).content.decode()
    monkeypatch.setattr("clew_server.imports.quarantine.rows.LOOKED_AT", 3)
    assert "over the first 3 rows" in as_analyst.post(where, {**sent, "do": "look"}).content.decode()
