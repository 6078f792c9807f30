"""S7: five thousand cells of hostile text, heads too, re-read: no live formula; numbers stay numbers."""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
import subprocess
from types import SimpleNamespace

import openpyxl
import pytest
from django.utils import translation

from clew.questions.answer import AnswerRow
from clew_server.insights.questions.showing.files import answer_sheet, neutral, to_csv, to_xlsx
from clew_server.insights.questions.showing.words import WARNINGS

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


def test_what_is_remarked_on_a_figure_is_in_the_readers_language():
    row = AnswerRow(
        statistic="nps", value=None, lo=None, hi=None, n=0, method="none", warnings=("suppressed", "small n")
    )
    with translation.override("pl"):
        head, line = answer_sheet(SimpleNamespace(rows=[row]), has_periods=False)
        remarks = [str(WARNINGS[name]) for name in row.warnings]
    assert line[head.index("Uwagi")] == "; ".join(remarks)
    assert not {"suppressed", "small n"} & set(remarks)


@pytest.mark.deep
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_libreoffice_finds_no_formula_and_reads_the_texts_and_numbers(tmp_path, kind):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice: install libreoffice-calc-nogui")
    sheet = _hostile(5_004)
    given = tmp_path / f"answers.{kind}"
    given.write_bytes(to_xlsx(sheet, [["=unit"]]) if kind == "xlsx" else to_csv(sheet))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), str(given)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    text = (tmp_path / "answers.fods").read_text(encoding="utf-8")
    cells = re.findall(r"<table:table-cell[^>]*>", text)
    assert not [cell for cell in cells if "table:formula" in cell]
    assert "xlink:href" not in text[text.index("<office:body>") :]
    assert sum('office:value-type="string"' in cell for cell in cells) > len(sheet) * 8
    numbers = [float(found) for cell in cells for found in re.findall(r'office:value="(-?[\d.E+-]+)"', cell)]
    assert len([number for number in numbers if number < 0]) == len(sheet) - 1
