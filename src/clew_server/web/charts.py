"""Charts in pages: what the one island needs, as data. The browser's Vega comes from vl-convert, written once."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import vl_convert
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from django.utils.translation import gettext

from clew_server.web.figures.amounts import reader

__all__ = ["BundleFinder", "chart_document", "chart_text"]

BUNDLE = "web/vega.js"
#: Reads of the bundle only what the island uses; the rest of vega-embed stays unused.
_SNIPPET = "window.clewVega = { embed: vegaEmbed };"
#: d3's names of our readers' languages.
_LOCALES: dict[str, Any] = {"en": "en-US", "pl": "pl-PL", "ru": "ru-RU"}


def chart_document(spec: Any) -> dict[str, Any]:
    """Return what the page carries of a chart: its Vega-Lite document, the words of its hints, the reader's numbers."""
    return {
        "spec": spec if isinstance(spec, dict) else spec.to_dict(),
        "words": _words(),
        "formatLocale": _format_locale(reader().code),
        "timeFormatLocale": _time_locale(reader().code),
    }


def chart_text(spec: Any) -> str:
    """Return :func:`chart_document` as JSON for an attribute: parts that come later may hold no script."""
    return json.dumps(chart_document(spec), ensure_ascii=False, separators=(",", ":"))


def _words() -> dict[str, str]:
    """Return how the fields of our charts are called in their hints; others are called as the chart calls them."""
    return {
        "group": gettext("Group"), "place": gettext("Place"), "period": gettext("Period"), "value": gettext("Figure"),
        "lo": gettext("from"), "hi": gettext("to"), "n": gettext("n"),
        "what": gettext("What changed"),
    }  # fmt: skip


def _format_locale(code: str) -> dict[str, Any]:
    """Return d3's number format of a language; Romanian, which d3 lacks, by hand."""
    if code == "ro":
        return {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0RON"]}
    return dict(vl_convert.get_format_locale(_LOCALES[code]))


def _time_locale(code: str) -> dict[str, Any] | None:
    return dict(vl_convert.get_time_format_locale(_LOCALES[code])) if code in _LOCALES else None


def bundle_folder() -> Path:
    """Return the folder with the bundle, made once a version of vl-convert."""
    version = metadata.version("vl-convert-python")
    folder = Path(tempfile.gettempdir()) / f"clew-vega-{os.getuid()}-{version}"
    target = folder / BUNDLE
    if not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(vl_convert.javascript_bundle(_SNIPPET))
        Path(beside).chmod(0o644)
        Path(beside).replace(target)
    return folder


class BundleFinder(BaseFinder):
    """Finds the one static file that is made, not written: Vega for the browser."""

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Return where the bundle is, where it is asked for."""
        found = str(bundle_folder() / BUNDLE) if path == BUNDLE else ""
        return ([found] if found else []) if find_all else found or None

    def list(self, _ignore: Any) -> Iterator[tuple[str, Storage]]:
        """Return the bundle and the storage it is in."""
        yield BUNDLE, FileSystemStorage(location=bundle_folder())
