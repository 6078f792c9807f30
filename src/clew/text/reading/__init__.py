"""Verbatims to read: filtered, searched, ordered, a page at a time, and how many there are by facet."""

from clew.text.reading.page import FACETS, Page, Verbatim, count_facets, read_feedback
from clew.text.reading.rows import ORDERS, Asked

__all__ = ["FACETS", "ORDERS", "Asked", "Page", "Verbatim", "count_facets", "read_feedback"]
