"""What is sniffed of a delimited file."""

from __future__ import annotations

import pytest

from clew.importers.readers.csv_files.csv_dialect import sniff_dialect


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "\x01", ":"])
def test_delimiters(delimiter):
    """Any usual delimiter is found, with other marks in quoted text."""
    rows = [["id", "text", "n"], *([str(n), '"a,b;c|d\te: f"', "1.5"] for n in range(9))]
    dialect = sniff_dialect("\n".join(delimiter.join(row) for row in rows) + "\n")
    assert dialect.delimiter == delimiter
    assert dialect.columns == ("id", "text", "n")


def test_decimal_commas_do_not_win():
    """A comma in every number is no delimiter when the header has none."""
    assert sniff_dialect("id;x;y\n1;1,5;2,5\n2;3,5;4,5\n").delimiter == ";"


def test_one_column():
    """One column of text with commas stays one column."""
    dialect = sniff_dialect("comment\nhello, world\nfine\nslow, cold, late\n")
    assert dialect.columns == ("comment",)
    assert dialect.delimiter not in ",;\t| "


def test_one_column_of_plain_words():
    """One column without any mark."""
    assert sniff_dialect("id\n1\n2\n").columns == ("id",)


def test_prose_is_not_separated_by_spaces():
    """Sentences differ in the number of their words."""
    assert len(sniff_dialect("some words here\nand then some more words\nend\n").columns) == 1


def test_ragged_rows_are_not_one_column():
    """A header that most rows do not fit is a header all the same."""
    assert sniff_dialect("id,n\n1,2\n" + "1,2,3\n" * 20).columns == ("id", "n")


def test_excel_declares_its_delimiter():
    """A first line sep=; is followed, and no header."""
    dialect = sniff_dialect("sep=;\nid;n\n1;2\n")
    assert (dialect.columns, dialect.lines_above) == (("id", "n"), 2)


def test_lines_above_the_header():
    """A title and a blank line above the table are stepped over, and said."""
    dialect = sniff_dialect("Report of May\n\nid,n\n1,2\n3,4\n5,6\n7,8\n9,1\n2,2\n")
    assert (dialect.columns, dialect.lines_above) == (("id", "n"), 3)
    assert "Report of May" in dialect.remarks["above the header"]


def test_no_header():
    """A first line of numbers is data, so the columns are numbered."""
    dialect = sniff_dialect("1,19970101,2\n2,19970102,3\n")
    assert (dialect.columns, dialect.lines_above) == (("column 1", "column 2", "column 3"), 0)


def test_delimiter_at_the_end_of_every_row():
    """Rows with one empty cell too many get a column for it."""
    assert sniff_dialect("a,b\n1,2,\n3,4,\n").columns == ("a", "b", "column 3")


def test_nothing():
    """Blank lines alone have no header."""
    assert sniff_dialect("\n\n").columns == ()
