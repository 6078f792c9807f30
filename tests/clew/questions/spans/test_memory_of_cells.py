"""Cells that one question left are another's only where both tell them apart by the same columns."""

from __future__ import annotations

import clew

ANSWERS = """feedback_id,customer_id,answered_at,metric,program,rating,scale_min,scale_max,touchpoint
1,a,2026-01-01T10:00:00Z,csat,transactional,5,1,5,shop
2,b,2026-01-02T10:00:00Z,csat,transactional,4,1,5,shop
3,c,2026-01-03T10:00:00Z,csat,transactional,2,1,5,web
"""


def test_together_and_apart_share_a_text_but_no_cells(tmp_path):
    (tmp_path / "answers.csv").write_text(ANSWERS)
    with clew.open(tmp_path / "data") as w:
        w.import_file(tmp_path / "answers.csv", table="feedback")
        together = w.ask("csat", by=["touchpoint"], settings={"together": True}).answer
        apart = w.ask("csat", by=["touchpoint"]).answer
    assert [row.value for row in together.rows] == [row.value for row in apart.rows]
