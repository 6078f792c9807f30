"""The documents of surveys as files."""

from __future__ import annotations

from typing import Any

__all__ = ["SURVEYED"]

_PROBLEM = {"where": "place in the file, such as pages[0].questions[1]", "level": "error or advice", "message": "text"}
_SUMMARY = {"id": "text", "program": "text", "languages": ["language"], "pages": "number", "questions": "number"}
_CHANGE = {"question": "id, or null for the survey itself", "message": "text",
           "answers": "comparable, with care or new series"}  # fmt: skip

SURVEYED: dict[str, Any] = {
    "survey new": {"survey": {"<key>": "as in the survey file"}},
    "survey check": {"survey": _SUMMARY, "problems": [_PROBLEM]},
    "survey convert": {
        "survey": {"<key>": "as in the file of the tool"},
        "left_out": [{"where": "name in the other tool", "message": "text"}],
        "problems": [_PROBLEM],
    },
    "survey diff": {"answers": "the gravest of the changes", "changes": [_CHANGE]},
}
