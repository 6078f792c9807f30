"""Why a file cannot be read or a row not be mended: the library's sentences, as they are translated."""

from __future__ import annotations

from django.utils.translation import gettext_noop

__all__ = ["UNREAD"]

UNREAD: tuple[str, ...] = (
    gettext_noop("%(file)s is a PDF, made for reading, not for counting: export the table behind it as CSV or XLSX."),
    gettext_noop("%(file)s is a picture (%(form)s): export the table behind it as CSV or XLSX."),
    gettext_noop(
        "%(file)s is an old Excel or password-protected Office file: save it as XLSX without password, or CSV."
    ),
    gettext_noop("%(file)s is packed with %(form)s: unpack it first (%(tool)s)."),
    gettext_noop("%(file)s is a 7-Zip archive: unpack it first."),
    gettext_noop("%(file)s is a RAR archive: unpack it first."),
    gettext_noop("%(file)s is a SQLite database: export the table you want as CSV."),
    gettext_noop("%(file)s is an %(form)s file: save it as Parquet."),
    gettext_noop("%(file)s is a program, not a table."),
    gettext_noop("%(file)s is a rich text document: export the table as CSV or XLSX."),
    gettext_noop("%(file)s is packed twice with gzip: unpack it once (gunzip)."),
    gettext_noop("%(file)s is a folder: name the files in it."),
    gettext_noop("%(file)s is no ordinary file (a device or a pipe): save its content to a file."),
    gettext_noop("%(file)s is empty (0 bytes): was the export finished?"),
    gettext_noop("%(file)s cannot be unpacked, %(reason)s: fetch it again."),
    gettext_noop("%(file)s holds nothing but white space: was the export finished?"),
    gettext_noop("%(file)s is a ZIP or XLSX inside gzip: unpack it first (gunzip)."),
    gettext_noop("%(file)s is a damaged ZIP or XLSX (%(_error)s): fetch it again."),
    gettext_noop("%(file)s is an XLSB or OpenDocument file: save it as XLSX or CSV."),
    gettext_noop("%(file)s is a ZIP archive: unpack it and import the files in it."),
    gettext_noop("%(file)s is a web page, not an export (often a login page saved instead): download it again."),
    gettext_noop("%(file)s is binary data of an unknown kind (or text in an unmarked encoding: save it as UTF-8)."),
    gettext_noop("%(file)s is XML that begins with <%(name)s>, not an XES event log: export it as %(forms)s."),
    gettext_noop("%(file)s may not be read by this user: change its permissions."),
    gettext_noop("%(file)s is %(form)s, which has no sheets: leave out #%(sheet)s."),
    gettext_noop(
        "%(file)s has more than %(most)s columns (%(n)s so far): its names seem to be values (objects keyed by an "
        "id?). Write it as a list of records with the id inside."
    ),
    gettext_noop(
        "%(file)s unpacks to more than %(n)s times its size: this is no export but a decompression bomb. Unpack it "
        "yourself if you trust it."
    ),
    gettext_noop(
        "%(file)s unpacks to more than %(most)s MB or %(n)s times its size: a bomb, or too large to be read as "
        "XLSX. Save the sheet as CSV."
    ),
    gettext_noop("%(file)s has no header that can be read: its first line with text should name the columns."),
    gettext_noop("%(file)s begins with a line of more than %(n)s KB: is it a table?"),
    gettext_noop("%(file)s is an XES log without one readable event (%(reason)s)."),
    gettext_noop("%(file)s is an XES log without one readable event."),
    gettext_noop(
        "%(file)s declares a document type or entities, which can read other files or fill the memory: save the "
        "log without DOCTYPE."
    ),
    gettext_noop("%(file)s holds several lists of records (%(names)s): save the one you want alone."),
    gettext_noop(
        "%(file)s is JSON without one readable record (%(reason)s; nothing after it can be read: %(text)s): it "
        "should be a list of objects."
    ),
    gettext_noop(
        "%(file)s is JSON without one readable record (not valid JSON: %(why)s at character %(at)s: %(text)s): it "
        "should be a list of objects."
    ),
    gettext_noop(
        "%(file)s is JSON without one readable record (%(reason)s: %(text)s): it should be a list of objects."
    ),
    gettext_noop("%(file)s is JSON without one readable record: it should be a list of objects."),
    gettext_noop("%(file)s is a Parquet file without columns."),
    gettext_noop("%(file)s is a damaged Parquet file (%(_error)s): fetch or write it again."),
    gettext_noop("%(file)s cannot be read, %(_error)s: write it again from a source you trust."),
    gettext_noop("%(file)s holds no cell in this sheet: name another as file.xlsx#Sheet name."),
    gettext_noop("%(file)s holds %(n)s parts, no workbook does: save it as CSV."),
    gettext_noop("%(file)s is a damaged or protected XLSX (%(_error)s): save it again without password."),
    gettext_noop("%(file)s is a damaged or protected XLSX (%(_error)s): save it again, or as CSV."),
    gettext_noop("%(file)s needs more than %(most)s MB or %(n)s s to read: save the sheet as CSV."),
    gettext_noop("%(file)s cannot be read: %(_error)s."),
    gettext_noop("A mended row would belong to somebody who was erased."),
    gettext_noop("The mend %(id)s is undone already."),
    gettext_noop("Row %(row)s of %(file)s is not set aside: there is nothing to mend."),
    gettext_noop("Such a piece of the file was no row, or it was erased: there is nothing to mend."),
    gettext_noop("A cell has at most %(most)s characters and no NUL."),
    gettext_noop(
        "By this mapping rows of %(file)s belong to people who were erased. Undo the import and import the file "
        "again: theirs are left out then."
    ),
    gettext_noop("%(file)s: there is no sheet %(sheet)s; its sheets are %(names)s."),
    gettext_noop("%(file)s: no sheet holds any cell."),
    gettext_noop("The mapping does not fit %(file)s. %(_sentences)s"),
    gettext_noop(
        "What is private cannot be changed afterwards: columns were dropped or hashed before the journal kept the "
        "rows, and what it keeps it keeps. Undo the import and import the file again."
    ),
    gettext_noop("column of the file"),
    gettext_noop("%(why)s (at line %(line)s, column %(at)s)"),
    gettext_noop("%(why)s (at end of document)"),
    gettext_noop("Expected '=' after a key in a key/value pair"),
    gettext_noop("Invalid value"),
    gettext_noop("Invalid statement"),
    gettext_noop("Unclosed array"),
    gettext_noop("Unterminated string"),
    gettext_noop("Cannot overwrite a value"),
    gettext_noop("Expected newline or end of document after a statement"),
    gettext_noop("Cannot declare %(what)s twice"),
    gettext_noop("Invalid initial character for a key part"),
    gettext_noop("Expected ']' at the end of a table declaration"),
    gettext_noop("Unclosed inline table"),
    gettext_noop("Illegal character %(what)s"),
    gettext_noop("Found invalid character %(what)s"),
    gettext_noop("Invalid date or datetime"),
    gettext_noop("Say the corrections of one or more rows, each row once."),
    gettext_noop("Say which cells of row %(row)s should say what."),
    gettext_noop("The import %(id)s is taken back: import the file again."),
    gettext_noop("The import %(id)s is read by that mapping already."),
)
