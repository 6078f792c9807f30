"""S7: five thousand cells of hostile text, heads too, re-read: no live formula; numbers stay numbers."""

from __future__ import annotations

import csv
import io
import random

import openpyxl

from clew_server.insights.questions.showing.files import neutral, to_csv, to_xlsx

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", " =", "\N{NO-BREAK SPACE}+", "'=", '"=', "=\0", "＝", "%", "|")
PAYLOADS = (
    "cmd|'/C calc'!A0", 'HYPERLINK("http://example.org","x")', "1+1", "SUM(A1:A9)", "DDE(1;2)", "A1", "IMPORTXML(1)",
    "http://example.org", "mailto:a@example.org", "{=1}", "1E9", "żółć счёт", "x\ny", "a,b;c", '"quoted"', "-5",
)  # fmt: skip


def _hostile(n: int) -> list[list[object]]:
    generator = random.Random(7)  # noqa: S311 - no secret
    cells = [generator.choice(STARTS) + generator.choice(PAYLOADS) for _ in range(n)]
    lines = [[*cells[place : place + 9], -generator.random() * 100] for place in range(0, n, 9)]
    return [[f"={name}" for name in "abcdefghij"], *lines]


def test_no_cell_of_a_workbook_is_a_formula_or_a_link_and_texts_come_back():
    sheet = _hostile(5_004)
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(sheet, [["=unit", "=1+1"]])))
    cells = texts = 0
    for page in book.worksheets:
        assert not page._hyperlinks
        for line in page.iter_rows():
            for cell in line:
                cells += 1
                assert cell.data_type in {"s", "n", "inlineStr"}, (cell.coordinate, cell.data_type)
                assert cell.data_type != "f"
                texts += cell.data_type == "s"
    assert cells > 5_000
    assert texts > 5_000
    first = book.worksheets[0]
    assert first["A1"].value == "=a"
    assert isinstance(first["J2"].value, float)
    assert first["J2"].value < 0
    plain = [["web", "żółć", "счёт", 3, -2.5, None]]
    again = openpyxl.load_workbook(io.BytesIO(to_xlsx(plain, []))).worksheets[0]
    assert [cell.value for cell in again[1]][:5] == ["web", "żółć", "счёт", 3, -2.5]


def test_no_cell_of_a_csv_begins_a_formula_and_negative_numbers_stay_numbers():
    sheet = _hostile(5_004)
    read = list(csv.reader(io.StringIO(to_csv(sheet).decode("utf-8-sig"), newline="")))
    assert len(read) == len(sheet)
    for line, given in zip(read, sheet, strict=True):
        for text, value in zip(line, given, strict=True):
            if isinstance(value, float):
                assert float(text) == value
            else:
                assert not text.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")), text
                assert "\0" not in text


def test_plain_text_is_left_alone():
    assert [neutral(x) for x in ("web", "a-b", "3 > 2", "", -4, None)] == ["web", "a-b", "3 > 2", "", -4, None]
