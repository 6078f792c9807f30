"""The one style and the one script of answer pages, and the policy that lets a browser use no others."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from clew_server.surveys.answering.pages.colours import DARK, LIGHT, tint
from clew_server.surveys.keeping import Live
from clew_server.surveys.look import origin_of, origins_of

__all__ = ["POLICY", "SCRIPT", "STYLE", "style"]

_HERE = Path(__file__).parent
STYLE = (_HERE / "style.css").read_text(encoding="utf-8")
SCRIPT = "".join(line.strip() for line in (_HERE / "script.js").read_text(encoding="utf-8").splitlines())
#: How a matrix looks as one group a row: always where it has many columns, else where it is narrow.
_STACKED = (_HERE / "stacked.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def style(colour: str) -> str:
    """Return the style of pages in a colour (#rrggbb, or "" for the house's)."""
    stacked = (
        f".always{_STACKED.replace('$', '.always')}@media (max-width:36rem){{table{_STACKED.replace('$', 'table')}}}"
    )
    many = f"@media (max-width:48rem){{.many{_STACKED.replace('$', '.many')}}}"
    whole = STYLE.replace("$light", _colours(colour, LIGHT)).replace("$dark", _colours(colour, DARK))
    return re.sub(r"\n", "", whole.replace("$stacked", stacked + many))


def POLICY(live: Live | None) -> str:  # noqa: N802 - the name that is agreed between the rooms
    """Return the content security policy of a survey's pages: nothing from elsewhere, framed where an owner allows."""
    origins = origins_of(live.workspace_id) if live else ()
    around = " ".join(origins) or "'none'"
    colours = {live.look.colour if live else "", ""}  # also that of pages that belong to no survey
    styles = [f"'{_hash(style(colour))}'" for colour in sorted(colours, reverse=True)]
    end = origin_of(live.look.redirect) if live else ""
    return "; ".join((
        "default-src 'none'",
        f"style-src {' '.join(styles)}",
        f"script-src '{_hash(SCRIPT)}'",
        "img-src data:",
        "base-uri 'none'",
        f"form-action 'self'{f' {end}' if end in origins else ''}",
        f"frame-ancestors {around}",
    ))  # fmt: skip


def _colours(colour: str, paper: str) -> str:
    accent, fill, on_fill = tint(colour, paper)
    return f"--accent:{accent};--fill:{fill};--on-fill:{on_fill}"


@lru_cache(maxsize=1024)
def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
