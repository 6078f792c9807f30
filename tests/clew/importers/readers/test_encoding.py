"""Encodings are recognised on short samples in the languages our exports come in."""

from __future__ import annotations

import pytest

from clew.importers.readers.encoding import Utf8Stream, guess_encoding

POLISH = "Bardzo długo czekałem na połączenie, obsługa była miła, ale problem nie został rozwiązany"
ROMANIAN = "Livrarea a întârziat şi curierul nu a răspuns la telefon. Mulţumesc"
RUSSIAN = "Очень долго ждал ответа, но оператор был вежлив и всё объяснил."
GERMAN = "Die Lieferung kam zu spät, die Mitarbeiterin war freundlich. Grüße aus der Straße"
FRENCH = "Le service était très bon mais la livraison a été retardée, ça ne va pas"


@pytest.mark.parametrize("rows", [1, 40])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
        (POLISH, "cp852"),
        (ROMANIAN, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "iso8859_5"),
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
        *((text, encoding) for text in (POLISH, RUSSIAN) for encoding in ("utf-8", "utf-16", "utf-8-sig")),
    ],
)
def test_text_comes_back(tmp_path, text, encoding, rows):
    """What was written is what is read, whatever the code page is called."""
    path = tmp_path / "t.csv"
    written = "id,text\n" + "".join(f"{n},{text}\n" for n in range(rows))
    path.write_bytes(written.encode(encoding))
    stream = Utf8Stream(path, guess_encoding(path))
    assert b"".join(iter(lambda: stream.read(100), b"")).decode() == written
    stream.close()


def test_first_letter_beyond_ascii_comes_late(tmp_path):
    """Three megabytes of ASCII before the first Polish letter do not make the file ASCII."""
    path = tmp_path / "t.csv"
    path.write_bytes(b"id,text\n" + b"1,plain text here\n" * 170_000 + f"2,{POLISH}\n".encode("cp1250"))
    assert guess_encoding(path) == "cp1250"


def test_mostly_utf8_is_utf8(tmp_path):
    """A row pasted from elsewhere does not turn the others to gibberish."""
    path = tmp_path / "t.csv"
    path.write_bytes(f"1,{POLISH}\n".encode() * 5 + f"2,{POLISH}\n".encode("cp1250"))
    assert guess_encoding(path) == "utf-8"


def test_ascii_is_utf8(tmp_path):
    """UTF-7 is ASCII to anyone who was not told; it is read as it stands."""
    path = tmp_path / "t.csv"
    path.write_bytes("id,text\n1,Grüße\n".encode("utf-7"))
    assert guess_encoding(path) == "utf-8"
