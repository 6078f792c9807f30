"""An import of which some rows were set aside."""

from __future__ import annotations

import pytest
from tests.clew_server.imports.conftest import WIDE

MAPPING = """format = 1
table = "feedback"
key = ["Nr"]

[columns]
customer_id = "Kunde"
answered_at = "Datum"
rating = "Wie wahrscheinlich ist es"

[constants]
metric = "nps"

[dates]
formats = ["%d.%m.%Y %H:%M"]
"""


@pytest.fixture
def imported(send, as_analyst, page, do_jobs, clean):
    """An import with a time that cannot be read, and a rating off its scale."""
    upload = send(WIDE)
    as_analyst.post(page("imports:toml", upload_id=upload.id), {"toml": MAPPING})
    as_analyst.post(page("imports:run", upload_id=upload.id))
    do_jobs()
    upload.refresh_from_db()
    assert upload.state == "imported", upload.error
    return upload.import_id
