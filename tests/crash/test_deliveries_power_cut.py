"""Messages on a disk that forgets what was not synced, and on one that is full: what was acknowledged is there."""

from __future__ import annotations

import errno
import json
import random

import pytest
from tests.crash.conftest import PowerCutError

from clew.errors import DataError
from clew.store.delivery import Deliveries
from clew.store.folder import open_workspace
from clew.store.journal import Journal
from clew.store.loading.blocks import decode_block
from clew.store.place import Place


def body(number: int, count: int) -> bytes:
    batch = [
        {"type": "track", "messageId": f"m{number}-{place}", "userId": "u", "event": "E"} for place in range(count)
    ]
    return json.dumps({"batch": batch}).encode()


def send_all(place: Place, now, rng: random.Random, acknowledged: list[str]) -> None:
    """Send groups until the power fails; note what was acknowledged."""
    deliveries = Deliveries(place, now)
    for number in range(12):
        groups = [deliveries.append("batch", "key", body(100 * number + one, rng.randint(1, 4))) for one in range(2)]
        deliveries.commit()
        acknowledged += [json.loads(text)["messageId"] for checked in groups for text in checked.messages]
    deliveries.close()


def kept(journal: Journal) -> list[str]:
    blocks = [decode_block(record.body) for record in journal.read(None) if record.kind == "api" and record.body]
    texts = [text for block in blocks for text in block.rows.column("message").to_pylist()]
    return [json.loads(text)["messageId"] for text in texts]


def lost_at(tmp_path, faulty_disk, now, cut: int, left_out: str = "") -> tuple[int, bool]:
    """Return how many acknowledged messages a power cut at call ``cut`` cost, and whether it came at all."""
    workspace = open_workspace(tmp_path / f"data-{cut}-{left_out}", now=now)
    disk = faulty_disk()
    disk.left_out, disk.cut_at = left_out, cut
    acknowledged: list[str] = []
    was_cut = False
    try:
        send_all(workspace.place, now, random.Random(cut), acknowledged)  # noqa: S311 - it must repeat
    except (PowerCutError, DataError):
        was_cut = True
    image = tmp_path / f"image-{cut}-{left_out}"
    disk.image(workspace.place.journal_folder, image, random.Random(cut))  # noqa: S311 - it must repeat
    faulty_disk.take_out()
    try:
        journal = Journal(image, workspace.place.workspace_id)
        journal.recover(now=now)
        found = set(kept(journal))
    except Exception:  # noqa: BLE001 - a journal that cannot be read has lost all of it
        found = set()
    return len(set(acknowledged) - found), was_cut


@pytest.mark.parametrize("cut", range(2, 44, 3))
def test_a_power_cut_costs_nothing_that_was_acknowledged(tmp_path, faulty_disk, now, cut):
    lost, was_cut = lost_at(tmp_path, faulty_disk, now, cut)
    assert lost == 0
    assert was_cut or cut > 20


def test_without_syncing_the_same_power_cuts_do_cost_something(tmp_path, faulty_disk, now):
    assert sum(lost_at(tmp_path, faulty_disk, now, cut, "sync_data")[0] for cut in range(8, 20, 3)) > 0


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("fail_at", range(0, 40, 4))
def test_a_disk_that_fails_once_refuses_a_group_and_takes_the_next(tmp_path, faulty_disk, now, fail_at, error):
    workspace = open_workspace(tmp_path / "data", now=now)
    disk = faulty_disk()
    disk.fail_at, disk.error = fail_at, error
    deliveries = Deliveries(workspace.place, now)
    acknowledged, refused = [], 0
    for number in range(12):
        checked = deliveries.append("batch", "key", body(number, 3))
        try:
            deliveries.commit()
        except DataError:
            refused += 1
        else:
            acknowledged += [json.loads(text)["messageId"] for text in checked.messages]
    deliveries.close()
    faulty_disk.take_out()
    workspace.place.journal.recover(now=now)
    found = kept(workspace.place.journal)
    assert refused <= 1
    assert set(acknowledged) <= set(found)
    assert len(found) == len(set(found))
