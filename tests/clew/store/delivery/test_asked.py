"""What was asked stays in the journal, and no table knows of it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from clew.store.delivery import keep_survey

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def test_a_file_is_kept_word_for_word_and_a_rebuild_is_not_disturbed(workspace):
    text = "format: 1\nid: ż\n"
    assert keep_survey(workspace.place, text, lambda: NOW) == hashlib.sha256(text.encode()).hexdigest()
    (record,) = [one for one in workspace.place.journal.read() if one.kind == "survey"]
    assert json.loads(record.body or b"")["mapping"] == text
    workspace.catch_up()
    assert workspace.verify() == []
