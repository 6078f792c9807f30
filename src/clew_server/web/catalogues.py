"""Catalogues: every room keeps ``locale/pl.po`` and so on; all of a language are compiled together at start, by Babel.

The compiled file lies in a temporary folder named after the contents, so that none can be stale.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from importlib import resources
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

__all__ = ["LANGUAGES", "catalogue_files", "compiled_catalogues"]

LANGUAGES = ("pl", "ro", "ru")


def catalogue_files(language: str) -> list[Path]:
    """Return every room's catalogue of a language."""
    root = Path(str(resources.files("clew_server")))
    return sorted(root.glob(f"**/locale/{language}.po"))


def compiled_catalogues() -> Path:
    """Return the folder with the compiled catalogues, as Django's LOCALE_PATHS wants it; compiled where it is new."""
    sources = {language: [file.read_bytes() for file in catalogue_files(language)] for language in LANGUAGES}
    digest = hashlib.sha256(repr(sources).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"clew-locale-{os.getuid()}-{digest}"
    for language in LANGUAGES:
        target = folder / language / "LC_MESSAGES" / "django.mo"
        if not target.exists():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _compile(language, target)
    return folder


def _compile(language: str, target: Path) -> None:
    whole = Catalog(locale=language, charset="utf-8")
    for file in catalogue_files(language):
        with file.open("rb") as stream:
            for message in read_po(stream, locale=language, charset="utf-8"):
                if message.id and message.string:
                    whole.add(message.id, message.string, context=message.context)
    handle, beside = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as stream:
        write_mo(stream, whole)
    Path(beside).replace(target)
