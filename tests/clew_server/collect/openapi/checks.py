"""What every answer is held against besides the document, loaded by the program that makes the cases.

The name of a file in ``CASES_LOG`` is where each acknowledgement is noted: how many messages the server took.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import schemathesis


@schemathesis.check
def nothing_is_lost(ctx: Any, response: Any, case: Any) -> None:
    """A 200 counts every message that was sent; one that fits the document makes sense."""
    if response.status_code != 200 or case.method != "POST":
        return
    said = response.json()
    sent = number(case.path, json.loads(response.request.body))
    with Path(os.environ["CASES_LOG"]).open("a", encoding="utf-8") as log:
        log.write(f"{said['accepted'] + said['quarantined']}\n")
    assert said["accepted"] + said["quarantined"] + said.get("withheld", 0) == sent, (
        f"of {sent} messages it counts {said}"
    )
    assert len(said.get("flaws", [])) == min(said["quarantined"], 20)
    if case.meta is not None and case.meta.generation.mode.is_positive:
        assert said["quarantined"] == 0, f"it fits the document, and is set aside: {said}"


def number(path: str, said: Any) -> int:
    """How many messages a body brings."""
    if isinstance(said, list):
        return len(said)
    several = said.get("batch" if path in {"/v1/batch", "/v1/b", "/v1/import"} else "records")
    takes_several = path not in {f"/v1/{name}" for name in SINGLE}
    return len(several) if takes_several and isinstance(several, list) else 1


SINGLE = {
    letter for kind in ("identify", "track", "page", "screen", "group", "alias") for letter in (kind, kind[0])
}  # fmt: skip
