"""Keys and values as TOML writes them."""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["toml_key", "toml_value"]

BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_value(value: Any) -> str:
    """Return a value as TOML writes it.

    >>> toml_value({"a b": ["x", 1.5], "c": True})
    '{ "a b" = ["x", 1.5], c = true }'
    """
    if isinstance(value, dict):
        inner = ", ".join(f"{toml_key(name)} = {toml_value(item)}" for name, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml_value(item) for item in value)}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_key(name: str) -> str:
    """Return a key bare where it may be, else in quotes.

    >>> toml_key("rating"), toml_key("Score (0-10)")
    ('rating', '"Score (0-10)"')
    """
    return name if BARE.fullmatch(name) else toml_value(name)
