"""Tells a file's format by its first bytes, and says what to do with what is no table."""

from __future__ import annotations

import re
import stat
import zipfile
from pathlib import Path

from clew.errors import UnreadableFileError
from clew.importers.readers.byte_stream import GZIP_MAGIC, ByteStream

__all__ = ["sniff_format"]

_HEAD_BYTES = 64 << 10
_WANTED = "CSV, Parquet, JSON, JSON Lines, XLSX or XES"
#: What else people hand over, by its first bytes, and what helps.
_STRANGERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "is a PDF, made for reading, not for counting: export the table behind it as CSV or XLSX"),
    (b"\x89PNG", "is a picture (PNG): export the table behind it as CSV or XLSX"),
    (b"\xff\xd8\xff", "is a picture (JPEG): export the table behind it as CSV or XLSX"),
    (b"GIF8", "is a picture (GIF): export the table behind it as CSV or XLSX"),
    (
        b"\xd0\xcf\x11\xe0",
        "is an old Excel or password-protected Office file: save it as XLSX without password, or CSV",
    ),
    (b"\x28\xb5\x2f\xfd", "is packed with zstd: unpack it first (unzstd)"),
    (b"BZh", "is packed with bzip2: unpack it first (bunzip2)"),
    (b"\xfd7zXZ", "is packed with xz: unpack it first (unxz)"),
    (b"7z\xbc\xaf", "is a 7-Zip archive: unpack it first"),
    (b"Rar!", "is a RAR archive: unpack it first"),
    (b"SQLite format 3", "is a SQLite database: export the table you want as CSV"),
    (b"ARROW1", "is an Arrow file: save it as Parquet"),
    (b"Obj\x01", "is an Avro file: save it as Parquet"),
    (b"ORC", "is an ORC file: save it as Parquet"),
    (b"\x7fELF", "is a program, not a table"),
    (b"{\\rtf", "is a rich text document: export the table as CSV or XLSX"),
)
_HTML = re.compile(rb"\s*(<!doctype\s+html|<html|<head|<body)", re.IGNORECASE)
_XML = re.compile(rb"\s*<(\?xml|!--|!doctype|[A-Za-z_])", re.IGNORECASE)
#: Some exports write their column names in angle brackets.
_BRACKETED = re.compile(rb"\s*<[\w .:-]+>[,;\t|]")
_XES_ROOT = re.compile(rb"<(?:[\w.-]+:)?log(?:[\s>/]|$)")
_ROOT = re.compile(rb"<([A-Za-z_][\w:.-]*)")
_JSON = re.compile(rb'\s*(\{\s*("|\}|$)|\[\s*(\{|\]|"|-?\d|\[|$))')
#: Control characters that no text has; tab, line feed, carriage return and a few separators are fine.
_CONTROLS = re.compile(rb"[\x02-\x08\x0b\x0e-\x1a\x7f]")
_BINARY_SHARE = 0.02
_BINARY_LEAST = 8


def sniff_format(path: Path) -> str:
    """Return csv, parquet, json, xlsx or xes, told by the file's content; json stands for JSON Lines too.

    Raises UnreadableFileError for what is no table, with a sentence that says what to do, and OSError as it comes.
    """
    _ordinary(path)
    with ByteStream(path) as stream:
        head = stream.read(_HEAD_BYTES)
        if not head.strip():
            _empty(path, stream)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return _zip(path, gzipped=stream.gzipped)
    if head.startswith(GZIP_MAGIC):
        raise UnreadableFileError(f"{path.name} is packed twice with gzip: unpack it once (gunzip).")
    for magic, advice in _STRANGERS:
        if head.startswith(magic):
            raise UnreadableFileError(f"{path.name} {advice}.")
    return _text(path, _plain(head))


def _ordinary(path: Path) -> None:
    """Raise unless ``path`` is a file with something in it."""
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise UnreadableFileError(f"{path.name} is a folder: name the files in it.")
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableFileError(f"{path.name} is no ordinary file (a device or a pipe): save its content to a file.")
    if not found.st_size:
        raise UnreadableFileError(f"{path.name} is empty (0 bytes): was the export finished?")


def _empty(path: Path, stream: ByteStream) -> None:
    """Raise for a file whose beginning holds nothing but white space."""
    if stream.torn:
        raise UnreadableFileError(f"{path.name} cannot be unpacked, {stream.torn}: fetch it again.")
    raise UnreadableFileError(f"{path.name} holds nothing but white space: was the export finished?")


def _zip(path: Path, *, gzipped: bool) -> str:
    """Return xlsx for a workbook; raise for any other ZIP."""
    if gzipped:
        raise UnreadableFileError(f"{path.name} is a ZIP or XLSX inside gzip: unpack it first (gunzip).")
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableFileError(f"{path.name} is a damaged ZIP or XLSX ({error}): fetch it again.") from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    kind = "an XLSB or OpenDocument file" if {"xl/workbook.bin", "content.xml"} & names else "a ZIP archive"
    advice = "save it as XLSX or CSV" if kind != "a ZIP archive" else "unpack it and import the files in it"
    raise UnreadableFileError(f"{path.name} is {kind}: {advice}.")


def _plain(head: bytes) -> bytes:
    """Return the head as bytes of ASCII where it was UTF-16 or had a mark, enough to look at."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").encode()
    return head.removeprefix(b"\xef\xbb\xbf")


def _text(path: Path, head: bytes) -> str:
    """Return the format of a text file."""
    if _HTML.match(head):
        raise UnreadableFileError(
            f"{path.name} is a web page, not an export (often a login page saved instead): download it again."
        )
    if _XML.match(head) and not _BRACKETED.match(head):
        return _xml(path, head)
    if _JSON.match(head):
        return "json"
    visible = head.replace(b"\0", b"")
    if len(_CONTROLS.findall(visible)) > max(_BINARY_SHARE * len(visible), _BINARY_LEAST):
        raise UnreadableFileError(
            f"{path.name} is binary data of an unknown kind (or text in an unmarked encoding: save it as UTF-8)."
        )
    return "csv"


def _xml(path: Path, head: bytes) -> str:
    """Return xes for an event log; raise for any other XML."""
    if _XES_ROOT.search(head):
        return "xes"
    root = _ROOT.search(head)
    name = root[1].decode("ascii", "replace") if root else "?"
    raise UnreadableFileError(
        f"{path.name} is XML that begins with <{name}>, not an XES event log: export it as {_WANTED}."
    )
