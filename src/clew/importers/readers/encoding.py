"""Which encoding a text file is in, and its text as UTF-8 bytes."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from clew.importers.readers.byte_stream import ByteStream

__all__ = ["Utf8Stream", "guess_encoding"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Encodings that exports of our languages come in, the likelier first; a wider choice makes short samples drift.
_CANDIDATES = ["cp1250", "cp1251", "cp1252", "iso8859_2", "iso8859_5", "iso8859_16", "koi8_r", "cp852", "cp866"]
#: The Latin ones, the likelier first; they are told apart by alphabet.
_LATIN = ("cp1252", "cp1250", "iso8859_2", "iso8859_16", "cp852")
_MARKS = "\u201c\u201d\u201e\u2018\u2019\u2013\u2014\u2026\u20ac\u00ab\u00bb\u00b0\u00a0"
_ALPHABETS = tuple(
    frozenset(letters + _MARKS)
    for letters in (
        "àâæçéèêëîïôœùûüÿäößáíñóúã\u00f5ìòåø¿¡",  # western languages
        "ąćęłńóśźż",
        "ăâîșțşţ",
        "áčďéěíňóřšťúůýžĺľŕôä",
        "áéíóöőúüű",
        "čćđšž",
    )
)
_CHUNK = 1 << 20
#: How far to look for the first byte beyond ASCII: plain files to the end (it costs milliseconds), gzipped ones not.
_GZIP_LOOK = 64 << 20
_SAMPLE_BYTES = 64 << 10
#: Share of NULs at even or odd places from which text is UTF-16 without a mark.
_NUL_SHARE = 0.3


def guess_encoding(path: Path) -> str:
    """Return the name of the encoding of the text file: a byte order mark, else UTF-8, else the likeliest code page."""
    with ByteStream(path) as stream:
        head = stream.read(_CHUNK)
        if marked := next((name for bom, name in _BOMS if head.startswith(bom)), None):
            return marked
        if wide := _unmarked_utf16(head[:4096]):
            return wide
        return _narrow(_beyond_ascii(head, stream))


def _unmarked_utf16(head: bytes) -> str | None:
    """Return UTF-16's byte order where every other byte is NUL."""
    half = max(len(head) // 2, 1)
    low, high = head[0::2].count(0) / half, head[1::2].count(0) / half
    if high > _NUL_SHARE and low < _NUL_SHARE / 10:
        return "utf-16-le"
    return "utf-16-be" if low > _NUL_SHARE and high < _NUL_SHARE / 10 else None


def _beyond_ascii(head: bytes, stream: ByteStream) -> list[bytes]:
    """Return the first lines with bytes beyond ASCII, from as far into the file as need be."""
    data, seen = head, 0
    while data.isascii():
        seen += len(data)
        data = b"" if stream.gzipped and seen > _GZIP_LOOK else stream.read(_CHUNK)
        if not data:
            return []
    more = stream.read(_CHUNK)
    lines = (data + more).splitlines()
    if len(more) == _CHUNK and len(lines) > 1:
        lines.pop()  # cut off in the middle, perhaps of a character
    return [line for line in lines if not line.isascii()]


def _narrow(lines: list[bytes]) -> str:
    """Return the encoding of lines beyond ASCII: UTF-8 with some damage, or the likeliest code page.

    Letters of a code page hardly ever make a valid UTF-8 sequence, so UTF-8 it is where most sequences are valid.
    """
    sample = b"\n".join(lines)[:_SAMPLE_BYTES]
    letters = sum(not letter.isascii() for letter in sample.decode("utf-8", "ignore"))
    damaged = sample.decode("utf-8", "replace").count("\N{REPLACEMENT CHARACTER}")
    if letters >= damaged:
        return "utf-8"
    best = from_bytes(sample, cp_isolation=_CANDIDATES, threshold=1.0).best()
    return best.encoding if best and best.encoding not in _LATIN else _latin(sample)


def _latin(sample: bytes) -> str:
    """Return the Latin code page in which the letters beyond ASCII are those of one language.

    These pages differ in few places (in cp1252 a Polish ł is a ³), too few for letter statistics on a short sample.
    """
    scores = {name: _fit(sample.decode(name, "replace")) for name in _LATIN}
    return max(_LATIN, key=lambda name: scores[name])


def _fit(text: str) -> float:
    """Return the share of the characters beyond ASCII that the best fitting language uses."""
    beyond = [letter for letter in text.lower() if not letter.isascii()]
    return max(sum(letter in alphabet for letter in beyond) for alphabet in _ALPHABETS) / max(len(beyond), 1)


class Utf8Stream:
    """A file's text as UTF-8 bytes, without its mark; bytes that do not decode become U+FFFD.

    UTF-8 itself is passed on as it is: the parser notices what is wrong with it faster than a decoder would.
    """

    def __init__(self, path: Path, encoding: str) -> None:
        self.bytes = ByteStream(path)
        self.transcoded = encoding != "utf-8"
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._started = False

    @property
    def torn(self) -> str:
        """Why the bytes ended early, else empty."""
        return self.bytes.torn

    def read(self, size: int) -> bytes:
        """Return the text of up to ``size`` more bytes, none at the end."""
        while data := self.bytes.read(size):
            text = self._decoder.decode(data).encode("utf-8", "replace") if self.transcoded else data
            if not self._started:
                text = text.removeprefix(codecs.BOM_UTF8)
                self._started = True
            if text:
                return text
        return self._decoder.decode(b"", final=True).encode() if self.transcoded else b""

    def close(self) -> None:
        """Close the file."""
        self.bytes.close()
