"""Only tests with a named reason skip: each reason says what to install or set."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: How a reason to skip may begin; anything else is a test that nobody runs.
ALLOWED = (
    "no acceptance data", "no Chromium", "no strace", "no PostgreSQL", "no LibreOffice", "no Node", "runs only as root",
    "not on this system",
)  # fmt: skip
CALLS = re.compile(r"pytest\.(?:skip|mark\.skipif|mark\.skip|mark\.xfail)\((?P<rest>[^\n]*(?:\n[^\n]*){0,3})")
REASON = re.compile(r"[\"'](?P<text>[^\"']{3,})[\"']")


def test_every_skip_has_a_named_reason():
    bad = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if path == Path(__file__):
            continue
        for call in CALLS.finditer(path.read_text()):
            texts = [m.group("text") for m in REASON.finditer(call.group("rest"))]
            if not any(text.startswith(ALLOWED) for text in texts):
                bad.append(f"{path.relative_to(ROOT)}: {call.group(0)[:90]}")
    assert not bad, f"say why with one of {ALLOWED}: {bad}"
