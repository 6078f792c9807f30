"""What was set aside over HTTP: counted, listed, mended by a row, by a value, by the mapping, and back again."""

from __future__ import annotations

import re

from tests.clew_server.imports.conftest import WIDE
from tests.clew_server.imports.quarantine.conftest import MAPPING
from tests.clew_server.sentences.test_pages import in_english

from clew_server.imports.models import Remap


def _rejected(store, import_id):
    return next(one for one in store.imports() if one["import_id"] == import_id)["rejected"]


def test_reasons_are_counted_rows_listed_and_downloaded(imported, as_analyst, page):
    html = as_analyst.get(page("imports:quarantine"), {"import": imported}).content.decode()
    assert "am Montag" in html
    assert ">99<" in html.replace("\n", "")
    text = b"".join(as_analyst.get(page("imports:aside"), {"import": imported}).streaming_content).decode()
    assert text.startswith("\ufeffimport_id,")
    assert "am Montag" in text
    assert as_analyst.get(page("imports:quarantine"), {"import": imported, "page": "7"}).status_code == 200


def test_a_row_is_mended_and_the_mend_undone(imported, as_analyst, page, clean):
    where = page("imports:mend", import_id=imported, row=3)
    html = as_analyst.get(where).content.decode()
    field = re.search(r'name="(c\d+)" value="am Montag"', html)
    assert field, "the cell is there to be corrected"
    assert as_analyst.post(where, {field[1]: "04.03.2026 08:00"}).status_code == 302
    assert _rejected(clean, imported) == 1
    mend = clean.mends(imported)[0]
    assert as_analyst.post(page("imports:undo_mend", import_id=imported, mend_id=mend["id"])).status_code == 302
    assert _rejected(clean, imported) == 2


def test_a_value_means_something_in_all_rows_and_no_longer(imported, as_analyst, page, clean, do_jobs):
    chosen = clean.set_aside(import_id=imported, value="99")["rows"][0]
    query = {"import": imported, "reason": chosen["reason"], "column": chosen["column"]}
    assert 'name="means"' in as_analyst.get(page("imports:quarantine"), query).content.decode()
    said = {"column": chosen["column"], "value": "99", "means": "9"}
    as_analyst.post(page("imports:means", import_id=imported), said)
    do_jobs()
    assert _rejected(clean, imported) == 1
    shown = as_analyst.get(page("imports:result", import_id=imported)).content.decode()
    assert "“99”" in shown
    remap = Remap.objects.get(import_id=imported)
    as_analyst.post(page("imports:undo_remap", import_id=imported, remap_id=remap.id))
    do_jobs()
    assert _rejected(clean, imported) == 2


def test_the_mapping_is_corrected_without_the_file(imported, as_analyst, page, clean, do_jobs):
    where = page("imports:remapping", import_id=imported)
    better = MAPPING + '\n[missing]\nrating = ["99"]\n'
    assert "2026-03-01" in as_analyst.post(where, {"toml": better, "do": "look"}).content.decode(), "seen before"
    assert as_analyst.post(where, {"toml": better.replace("missing", "mising"), "do": "take"}).status_code == 422
    as_analyst.post(where, {"toml": better, "do": "take"})
    do_jobs()
    assert _rejected(clean, imported) == 1


def test_what_cannot_be_read_again_is_said_and_changes_nothing(imported, as_analyst, page, clean, do_jobs):
    as_analyst.post(page("imports:means", import_id=imported), {"column": "nope", "value": "1", "means": "2"})
    do_jobs()
    assert "is as it was" in as_analyst.get(page("imports:result", import_id=imported)).content.decode()
    assert _rejected(clean, imported) == 2


def test_another_workspace_has_no_such_import(imported, as_stranger, page, rival):
    for route, more in (("result", {}), ("rejected", {}), ("remapping", {}), ("mend", {"row": 3})):
        where = page(f"imports:{route}", workspace_id=rival.id, import_id=imported, **more)
        assert as_stranger.get(where).status_code == 404, route
    assert as_stranger.post(page("imports:undo", workspace_id=rival.id, import_id=imported)).status_code == 404


def test_reasons_are_told_in_the_readers_language(imported, as_analyst, page, clean):
    aside = clean.set_aside(import_id=imported)["rows"]
    row = next(one for one in aside if one["value"] == "am Montag")
    asked = (
        (page("imports:quarantine"), {"import": imported}),
        (page("imports:quarantine"), {"import": imported, "reason": row["reason"], "column": row["column"]}),
        (page("imports:mend", import_id=imported, row=row["row"]), {}),
        (page("imports:result", import_id=imported), {}),
        (page("imports:remapping", import_id=imported), {}),
    )
    for language, said in (("pl", "To nie jest czas w formacie"), ("ro", "Nu este o dată"), ("ru", "Это не время")):
        for address, query in asked:
            html = as_analyst.get(address, query, headers={"Accept-Language": language}).content.decode()
            assert in_english(html) == [], (language, address)
            assert said in html, (language, address)
    html = as_analyst.get(*asked[0], headers={"Accept-Language": "pl"}).content.decode()
    assert "reason=This+is+no+time" in html, "the address says what the library says"
    assert "am Montag" in as_analyst.get(*asked[1], headers={"Accept-Language": "pl"}).content.decode()


def test_a_reason_in_several_files_is_one_line_and_a_value_means_the_same_in_all_of_them(
    imported, send, as_analyst, page, clean, do_jobs
):
    second = send(WIDE.replace("k-1", "k-21"), "survey-2.csv")
    as_analyst.post(page("imports:run", upload_id=second.id))
    do_jobs()
    second.refresh_from_db()
    assert second.state == "imported", second.error
    html = as_analyst.get(page("imports:quarantine")).content.decode()
    assert html.count("<summary>2 files</summary>") == 2, "a time that cannot be read, a rating off its scale"
    chosen = clean.set_aside(import_id=imported, value="99")["rows"][0]
    query = {name: chosen[name] for name in ("table", "reason", "column")}
    html = as_analyst.get(page("imports:quarantine"), query).content.decode()
    assert "survey-2.csv" in html
    assert page("imports:means_everywhere") in html
    assert "in 2 rows means" in html
    as_analyst.post(page("imports:means_everywhere"), {**query, "value": "99", "means": "9"})
    do_jobs()
    assert [_rejected(clean, name) for name in (imported, second.import_id)] == [1, 1]
    remap = Remap.objects.get(import_id=second.import_id)
    as_analyst.post(page("imports:undo_remap", import_id=second.import_id, remap_id=remap.id))
    do_jobs()
    assert [_rejected(clean, name) for name in (imported, second.import_id)] == [1, 2], "each is undone by itself"
    gone = as_analyst.post(page("imports:means_everywhere"), {**query, "value": "no such value", "means": "9"})
    assert gone.status_code == 404


def test_a_reason_without_a_column_asks_for_no_meaning(imported, as_analyst, page, clean):
    html = as_analyst.get(page("imports:quarantine"), {"reason": "none", "column": "", "table": "feedback"})
    assert 'name="means"' not in html.content.decode()
