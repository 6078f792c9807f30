"""A diagnosis as one HTML file that opens from disk, prints, and reads at 320 pixels and by ear."""

from __future__ import annotations

from clew.reports.report import report_html, write_report

__all__ = ["report_html", "write_report"]
