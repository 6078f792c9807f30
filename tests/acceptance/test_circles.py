"""What paths tell of the help desk's log, against the same counted by hand from the file, one path at a time."""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

LOG = "helpdesk-it/helpdesk.xes.gz"
Contact = tuple[datetime, str, str]


@pytest.fixture(scope="module")
def log(acceptance_data: Path) -> list[list[Contact]]:
    """The paths of the file: (time, name, who) of each contact, by time, then place in the file."""
    with gzip.open(acceptance_data / LOG) as file:
        root = ET.parse(file).getroot()  # noqa: S314 - the acceptance data is ours
    space = "{http://www.xes-standard.org/}"
    paths = [[read(event) for event in trace.iter(f"{space}event")] for trace in root.iter(f"{space}trace")]
    return [sorted(path, key=lambda contact: contact[0]) for path in paths]


def read(event: Any) -> Contact:
    said = {part.get("key"): part.get("value") for part in event}
    return datetime.fromisoformat(said["time:timestamp"]), said["concept:name"], said["org:resource"]


@pytest.fixture(scope="module")
def desk(imported):
    return imported("Europe/Rome", (LOG, None))


def circles_of(path: list[Contact]) -> list[tuple[tuple[str, ...], float]]:
    """Return the circles of a path, turned to their smallest name, with their seconds: a stack of names."""
    way: list[tuple[str, float]] = []
    found = []
    before = None
    for at, name, _ in path:
        waited = (at - before[0]).total_seconds() if before else 0.0
        names = [known for known, _ in way]
        if before and before[1] == name:
            pass
        elif name in names:
            place = names.index(name)
            turn = names[place:].index(min(names[place:])) + place
            circle = (*names[turn:], *names[place:turn], names[turn])
            found.append((circle, sum(took for _, took in way[place + 1 :]) + waited))
            del way[place + 1 :]
        else:
            way.append((name, waited))
        before = at, name
    return found


def turned(names: list[str]) -> tuple[str, ...]:
    circle = names[:-1]
    turn = circle.index(min(circle))
    return (*circle[turn:], *circle[:turn], circle[turn])


def test_circles_as_counted_by_hand(log, desk):
    expected: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0, 0, 0.0])
    for path in log:
        walked = circles_of(path)
        for circle, seconds in walked:
            row = expected[circle]
            row[0], row[2] = row[0] + 1, row[2] + seconds
        for circle in {circle for circle, _ in walked}:
            expected[circle][1] += 1
    found = desk("paths", "--view", "circles", "--limit", "1000")
    told = {turned(row["circle"]): [row["times"], row["paths"], row["extra_seconds"]] for row in found["rows"]}
    assert told == {circle: pytest.approx(row) for circle, row in expected.items()}
    assert found["other"]["times"] == found["longer"]["times"] == 0
    # golden: what the rest of the documentation says of this log
    first = found["rows"][0]
    assert first["circle"] == ["Take in charge ticket", "Wait", "Take in charge ticket"]
    assert (first["times"], first["paths"], first["extra_events"]) == (521, 470, 1042)
    assert (found["total"]["times"], found["total"]["paths"], found["total"]["extra_events"]) == (697, 582, 1416)


def test_rework_as_counted_by_hand(log, desk):
    names = [[name for _, name, _ in path] for path in log]
    repeats = [sum(a == b for a, b in pairwise(path)) for path in names]
    extra = [len(path) - len(set(path)) for path in names]
    found = desk("paths", "--view", "circles")["rework"]
    assert (found["paths"], found["events"]) == (len(log), sum(map(len, names))) == (4580, 21_348)
    assert (found["extra_events"], found["repeats"]) == (sum(extra), sum(repeats)) == (1905, 944)
    assert (found["paths_with_rework"], found["paths_with_repeats"]) == (sum(map(bool, extra)), sum(map(bool, repeats)))


def test_back_and_forth_as_counted_by_hand(log, desk):
    who = [[actor for actor, _ in groupby(actor for _, _, actor in path)] for path in log]
    returns = [sum(a == c for a, c in zip(path, path[2:], strict=False)) for path in who]
    pairs = Counter((a, b) for path in who for a, b, c in zip(path, path[1:], path[2:], strict=False) if a == c)
    found = desk("paths", "--view", "circles", "--limit", "1000")["back_and_forth"]
    assert found["team"] is None
    actor = found["actor"]
    assert actor["hand_overs"] == sum(len(path) - 1 for path in who) == 8648
    assert (actor["times"], actor["paths"]) == (sum(returns), sum(map(bool, returns))) == (306, 269)
    assert {(pair["first"], pair["second"]): pair["times"] for pair in actor["pairs"]} == pairs


def test_after_a_wait_as_counted_by_hand(log, desk):
    latest = max(path[-1][0] for path in log)
    after: Counter[str] = Counter()
    for path in log:
        still_open = latest - path[-1][0] <= timedelta(days=30)
        following = [*(name for _, name, _ in path[1:]), "still open" if still_open else "ended"]
        after.update(then for (_, name, _), then in zip(path, following, strict=True) if name == "Wait")
    found = desk("paths", "--view", "around", "Wait")
    assert {row["name"] or row["kind"]: row["visits"] for row in found["after"]} == after
    assert sum(row["share"] for row in found["after"]) == pytest.approx(1)
    assert found["around"]["visits"] == sum(after.values()) == 1463


def test_the_way_to_closed_as_counted_by_hand(log, desk):
    ways = [
        [name for _, name, _ in path].index("Closed") for path in log if any(name == "Closed" for _, name, _ in path)
    ]
    found = desk("paths", "--goal", "Closed")
    assert found["goal"]["reached"] == found["contacts"]["n"] == len(ways) == 4559
    assert found["contacts"]["value"] == sorted(ways)[(len(ways) - 1) // 2]
    assert found["goal"]["reached"] + found["goal"]["ended_without"] + found["goal"]["still_open"] == len(log)


def test_paths_with_one_agent_against_the_rest_as_counted_by_hand(log, desk):
    found = desk("paths", "--view", "compare", "--groups", "actor=Value 2", "--limit", "1000")
    group = [any(actor == "Value 2" for _, _, actor in path) for path in log]
    walked = [set(pairwise(name for _, name, _ in path)) for path in log]
    assert [some["paths"] for some in found["groups"]] == [sum(group), len(log) - sum(group)]
    for row in found["rows"]:
        if row["kind"] == "transition":
            inside = [mine for mine, some in zip(group, walked, strict=True) if tuple(row["names"]) in some]
            assert row["counts"] == [sum(inside), len(inside) - sum(inside)]
    assert found["beyond_chance"] == sum(bool(row["beyond_chance"]) for row in found["rows"]) > 0
