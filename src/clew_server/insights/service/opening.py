"""Where the figures of service open: the question that each of them answers, and the rows behind it."""

from __future__ import annotations

from typing import Any

from clew_server.insights.addresses import opening
from clew_server.insights.reading import Reading

__all__ = ["with_openings"]


def with_openings(reading: Reading, part: dict[str, Any]) -> dict[str, Any]:
    """Return a part of the page in which each figure says where it opens."""
    commands = {each["metric"]: each["command"] for each in (*part["times"], *part["shares"])}
    field = part["field"]

    def cells(group: dict[str, Any]) -> list[dict[str, Any]]:
        if not group["value"]:
            return list(group["cells"])  # what has no name cannot be filtered by
        here = f"{field}={group['value']}"
        return [
            {**cell, "links": opening(reading, commands[metric], here) if cell["range"] and metric in commands else {}}
            for metric, cell in zip(part["metrics"], group["cells"], strict=True)
        ]

    holding = commands.get("resolution_time", "")
    clock = " --set time=working" if "time=working" in holding else ""
    return {
        **part,
        "times": [_time(reading, each) for each in part["times"]],
        "shares": [{**each, "links": opening(reading, each["command"])} for each in part["shares"]],
        "groups": [{**group, "cells": cells(group)} for group in part["groups"]],
        "holding": opening(reading, f"clew ask time_with.share{clock}", by="holder"),
        "open": opening(reading, "clew ask backlog.open", every="month"),
    }


def _time(reading: Reading, each: dict[str, Any]) -> dict[str, Any]:
    """Return a time whose figures have those of the clock with them, where they are working time."""
    clock = each["clock"] or [None] * len(each["figures"])
    figures = [{**figure, "clock": beside} for figure, beside in zip(each["figures"], clock, strict=True)]
    return {**each, "figures": figures, "links": opening(reading, each["command"])}
