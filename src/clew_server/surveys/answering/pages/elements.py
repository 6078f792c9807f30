"""Elements of HTML: whatever is put into one is escaped, unless it is an element itself."""

from __future__ import annotations

from functools import lru_cache
from html import escape

__all__ = ["Html", "Value", "document", "joined", "tag"]

#: What an attribute may be: True stands alone, None and False are left out.
Value = str | int | float | bool | None
_VOID = frozenset({"br", "img", "input", "link", "meta"})


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *inside: str, **attributes: Value) -> Html:
    """Return an element; ``class_`` and ``for_`` are written with an underscore, ``aria_label`` for ``aria-label``.

    >>> tag("p", "a < b", tag("br"), class_="plain", title='"', hidden=False)
    '<p class="plain" title="&quot;">a &lt; b<br></p>'
    """
    opening = f"<{name}{_written(attributes)}>" if attributes else f"<{name}>"
    return Html(opening if name in _VOID else f"{opening}{joined(*inside)}</{name}>")


def joined(*parts: str) -> Html:
    """Return the parts one after the other, escaped where they are no HTML.

    >>> joined("1 < 2", tag("br"))
    '1 &lt; 2<br>'
    """
    return Html("".join([part if type(part) is Html else escape(part) for part in parts]))


def document(*parts: str) -> bytes:
    """Return a whole page of HTML; what is no text (half a letter) becomes a question mark."""
    return f"<!doctype html>{joined(*parts)}".encode("utf-8", "replace")


def _written(attributes: dict[str, Value]) -> str:
    return "".join([
        f" {_name(name)}" if value is True else f' {_name(name)}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None and value is not False
    ])  # fmt: skip


@lru_cache(maxsize=512)
def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")
