"""What imports say is told: why rows are set aside, what is wrong with a mapping, what the columns mean."""

from __future__ import annotations

import pytest
from django.utils import translation
from tests.clew_server.sentences.library import set_aside

from clew.importers import check_document
from clew.importers.mapping.drift import header_drift
from clew.importers.mapping.model import Mapping, TableMapping
from clew.importers.readers.repaired import REPLACED
from clew.importers.rows.after import NO_DURATION, SECONDS
from clew.importers.sniff import _STRANGERS
from clew.store.erasure.cleaning import REASON
from clew.store.loading.quarantine import AHEAD_REASON, CONFLICT_REASON, REPEATED_REASON
from clew.tables import TABLES
from clew_server.sentences.telling import is_known, told

LANGUAGES = ("pl", "ro", "ru")
#: Sentences that are put together from pieces, with sample values; how they come out stands below.
PIECES = frozenset({
    "The mapping needs the column 'xyz', which is gonexyz.", "the file has no column 'xyz'.xyz", " Did you mean 'xyz'?",
    "the table xyz takes none, xyz.", "xyzChoices: xyz.", "This is no JSON xyz.", "The xyz is xyz xyzxyzxyz.",
    "'xyz' is kept as xyz by [private] and stays out of the tables; ", "xyz xyz.", "xyz is xyz: xyz.",
    "'xyz' stands above the [[table]] blocks, where it belongs to no table. ",
    "xyzMove it into a block; above them may stand: xyz.",
    "xyz is JSON without one readable recordxyz: it should be a list of objects.",
    "xyz is an XES log without one readable eventxyz.",
})  # fmt: skip
PIECED = (
    REPLACED, REASON, CONFLICT_REASON, f"kept: {REPLACED}", AHEAD_REASON, REPEATED_REASON, f"kept: {REPEATED_REASON}",
    "5 columns where the header has 6",
    "2 columns where the header has 6; it runs over 1,204 lines, is a quote never closed?",
    "no end of the row within 16 MB",
    "a quote opens and is never closed",
    "the gzip data is cut off or damaged here (Compressed file ended before the end-of-stream marker was reached)",
    "not valid JSON: Expecting value at character 17; nothing after it can be read",
    "not valid JSON: Expecting ',' delimiter at character 3",
    "not valid JSON: Expecting property name enclosed in double quotes at character 2",
    "not valid JSON: Invalid \\escape: at character 9",
    "nested deeper than 50 levels",
    "the XML breaks here: mismatched tag: line 12, column 4; nothing after it can be read",
    "the XML breaks here: one value, comment or text is longer than 64 MB; nothing after it can be read",
    "cells to the right of the header's 7 columns",
    "The rating is above 10, the highest of its scale; if it is a code for no answer, name it under [missing].",
    "The rating is below 0, the lowest of its scale; if it is a code for no answer, name it under [missing].",
    "The transfers is below 0.", "The confidence is above 1.", "The rating is blank.",
    "The mapping fills no customer_id, and a row needs one.", "A rating of nps is a whole number.",
    "The answered_at is before the queued_at.", "A count of changes is a whole number from 0 to 999,999.",
    "This is no time in the format ISO 8601 such as 2026-11-21 10:05; other formats must be declared under [dates].",
    "This is no time in the format %d.%m.%Y %H:%M, %d.%m.%Y; other formats must be declared under [dates].",
    "This is none of the choices: customer, company, partner.", "This is no JSON list.", "This is no JSON object.",
    "This is neither yes nor no. Choices: true, false, yes, no, 1, 0.", "This is no whole number.",
    "This is no number; a decimal comma must be declared under [numbers].",
    "This is no amount; a decimal comma must be declared under [numbers].",
    *(NO_DURATION.format(unit=unit) for unit in (*SECONDS, "h:mm:ss")),
    ("a.csv: rows of calls have no key, so their ids are the file's row numbers: an overlapping export would count"
    " twice."),
    ("a.csv: 1,204 rows of calls replaced rows with the same id, and only files with another header came before"
    " (b.csv, c.csv). If they are other things that share their numbers, undo this import and name in the mapping's"
    " key a column that tells them apart."),
)  # fmt: skip
EXTRA = (
    "a.json is JSON without one readable record (not valid JSON: Extra data at character 2: 1: 2): "
    "it should be a list of objects."
)
#: Why whole files are refused, as it comes out.
REFUSED = (
    *(f"a.csv {advice}." for _, advice in _STRANGERS),
    "a.zip is a ZIP archive: unpack it and import the files in it.",
    "a.xlsb is an XLSB or OpenDocument file: save it as XLSX or CSV.",
    "a.xlsx: there is no sheet 'May'; its sheets are April, June.",
    "a.xlsx: no sheet holds any cell.",
    "a.xes is an XES log without one readable event.",
    "a.xes is an XES log without one readable event (the XML breaks here: no element found: line 1, column 0).",
    "a.json is JSON without one readable record: it should be a list of objects.",
    "a.json is JSON without one readable record (nested deeper than 50 levels: {): it should be a list of objects.",
    (
        "a.json is JSON without one readable record (not valid JSON: Expecting value at character 2; nothing after it "
        "can be read: {x): it should be a list of objects."
    ),
    EXTRA,
    (
        "The mapping does not fit a.csv. The mapping needs the column 'x', which is gone. The mapping needs the column "
        "'y', which is gone."
    ),
    "Invalid value (at line 3, column 10)",
    "Unclosed array (at end of document)",
)
BLOCK = {"table": "feedback", "columns": {"rating": "Score"}, "key": ["Nr"]}
#: Mappings with something wrong, each with a part of what the library says of it.
WRONG = (
    ("A mapping is an object", []),
    ("This version of Clew reads", {"format": 7, "table": [BLOCK]}),
    ("The mapping names no table", {"format": 1}),
    ("There is no table", {"format": 1, "table": [{"table": "feedbak"}]}),
    ("Did you mean 'columns'", {"format": 1, "table": [{**BLOCK, "colums": {}}]}),
    ("The mapping has no key 'zzz'", {"format": 1, "zzz": 1, "table": [BLOCK]}),
    ("stands above the [[table]] blocks", {"format": 1, "columns": {}, "table": [BLOCK]}),
    ("A block is an object", {"format": 1, "table": ["feedback"]}),
    ("expected `", {"format": 1, "table": [{**BLOCK, "key": 5}]}),
    ("missing required field", {"format": 1, "table": [{**BLOCK, "join": {"customer_id": {"table": "calls"}}}]}),
    ("Did you mean 'rating'", {"format": 1, "table": [{**BLOCK, "columns": {"ratng": "Score"}}]}),
    ("has no column 'zzzz'. Choices", {"format": 1, "table": [{**BLOCK, "columns": {"zzzz": "Score"}}]}),
    ("the file has no column 'Scor'. Did", {"format": 1, "table": [{**BLOCK, "columns": {"rating": "Scor"}}]}),
    ("the file has no column 'zzzz'.", {"format": 1, "table": [{**BLOCK, "columns": {"rating": "zzzz"}}]}),
    ("has a column and a constant", {"format": 1, "table": [{**BLOCK, "constants": {"rating": 1}}]}),
    ("takes none, the table keeps", {"format": 1, "table": [{"table": "calls", "version_at": "Nr"}]}),
    ("reverse needs the scale", {"format": 1, "table": [{**BLOCK, "scale": {"reverse": True}}]}),
    ("unpivot and scale are for", {"format": 1, "table": [{"table": "calls", "scale": {"min": 1, "max": 5}}]}),
    ("changes fill the table", {"format": 1, "table": [{**BLOCK, "changes": {"status": "Nr"}}]}),
    ("keeps no properties", {"format": 1, "table": [{"table": "identities", "properties": {"columns": ["Nr"]}}]}),
    ("is dropped by [private]", {"format": 1, "table": [BLOCK], "private": {"drop": ["Score"]}}),
    ("is kept as email by", {"format": 1, "table": [BLOCK], "private": {"keep": {"email": "Score"}}}),
    ("needs a year and each", {"format": 1, "table": [{**BLOCK, "dates": {"formats": ["%H:%M"]}}]}),
    ("which is not known", {"format": 1, "table": [{**BLOCK, "dates": {"formats": ["%Q"]}}]}),
    ("There is no time zone", {"format": 1, "table": [{**BLOCK, "dates": {"zone": "Mars/North"}}]}),
    ("at most one column", {"format": 1, "table": [{**BLOCK, "version_at": ["a", "b", "c"]}]}),
)  # fmt: skip


def test_what_readers_and_checks_say_is_known():
    found = [(place, text) for place, text in set_aside() if text not in PIECES]
    assert len(found) > 80
    unknown = [f"{place} {text}" for place, text in found if not is_known(text)]
    assert not unknown, (
        "put these into clew_server/sentences/importing.py, mapped.py or unread.py, and translate them:\n"
        + ("\n".join(unknown))
    )


@pytest.mark.parametrize("text", [*PIECED, *REFUSED])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_put_together_is_told(text, language):
    with translation.override(language):
        assert told(text) != text


@pytest.mark.parametrize(("part", "document"), WRONG)
def test_what_is_wrong_with_a_mapping_is_told(part, document):
    said = [problem.message for problem in check_document(document, ["Nr", "Score"])]
    assert any(part in text for text in said), said
    for language in LANGUAGES:
        with translation.override(language):
            assert [text for text in said if told(text) == text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_changed_in_a_header_is_told(language):
    mapping = Mapping((TableMapping("feedback", columns={"rating": "Score"}),))
    headers = (["score_", "id"], ["id", "zzz"])
    said = [text for after in headers for text in header_drift(["id", "Score"], after, mapping).sentences]
    said += [*header_drift(["a", "b"], ["b", "a"]).sentences, *header_drift(["a"], ["b"]).sentences]
    assert len(said) > 7
    with translation.override(language):
        assert [text for text in said if told(text) == text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_every_column_means_is_told(language):
    texts = {text for table in TABLES.values() for column in table.columns for text in (column.about, column.unit)}
    assert len(texts) > 100
    with translation.override(language):
        untold = sorted(text for text in texts - {"", "UTC"} if told(text) == text)
    assert not untold, f"put these into clew_server/sentences/columns.py, and translate them: {untold}"


def test_a_reason_within_a_reason_and_its_values_are_told():
    with translation.override("pl"):
        said = told("kept: bytes that are no text in the file's encoding, or NUL, were replaced")
        assert said == "zachowano: zastąpiono bajty, które w kodowaniu pliku nie są tekstem, lub NUL"
        said = told("not valid JSON: Expecting ',' delimiter at character 3; nothing after it can be read")
        assert said == "nieprawidłowy JSON: brakuje znaku „,”, znak 3; dalej nic nie da się odczytać"
        said = told(EXTRA)
        assert said.startswith("a.json to JSON bez ani jednego czytelnego rekordu (nieprawidłowy JSON: za końcem"), said
        said = told("A count of changes is a whole number from 0 to 999,999.")
        assert said == "Liczba zmian to liczba całkowita od 0 do 999\xa0999."
