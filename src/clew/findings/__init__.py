"""What is worth telling: tested as one family, ranked, and said in plain words with interval and n."""

from __future__ import annotations

from clew.findings.finding import Diagnosis, Finding, Level, NotComputed, finding_id

__all__ = ["Diagnosis", "Finding", "Level", "NotComputed", "finding_id"]
