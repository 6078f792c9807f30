"""The server is killed while people answer anonymously: nothing acknowledged is lost, no link is used twice, and no
byte that the server wrote meanwhile joins an answer to a person: not in the database's log, nor anywhere else."""

from __future__ import annotations

import http.client
import json
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from uuid import UUID

from tests.clew_server.serving import environment, free_port, serving
from tests.crash.test_answers_kill import PAGES, PATIENCE, SURVEY, Answering, alive, asked, id_in, post, stored_in

from clew_server.surveys.used.sheet import _bytes_of

KILLS, PEOPLE, AT_ONCE = 4, 48, 4
#: Makes an anonymous survey with a personal link for each of so many people; prints ids, tokens and the way's id.
PUBLISH = """
import json, sys
from pathlib import Path
from clew_server.starting import load_django
load_django(Path(sys.argv[1]))
from clew_server.accounts.models import Workspace
from clew_server.surveys.keeping import create, publish
from clew_server.surveys.links import new_slug, personal_token
from clew_server.surveys.models import Distribution, Participant
survey = create(Workspace.objects.get(), None, sys.argv[2], is_anonymous=True)
publish(survey, None)
way = Distribution.objects.create(survey=survey, kind="file", name="file", slug=new_slug(), state="running")
said = {"distribution": way, "state": "asked"}
people = [Participant.objects.create(person=f"p{at}", **said) for at in range(int(sys.argv[3]))]
print(json.dumps({"way": way.id.hex, "people": {one.id.hex: personal_token(one.id) for one in people}}))
"""


def published(data: Path) -> dict[str, object]:
    words = [sys.executable, "-c", PUBLISH, str(data), SURVEY, str(PEOPLE)]
    done = subprocess.run(words, capture_output=True, text=True, env=environment(), check=True)
    return json.loads(done.stdout)


def answer(answering: Answering, tokens: list[str], rng: random.Random) -> None:
    """Each in turn answers all pages by their link, each page until it is acknowledged, the first one often twice."""
    line = http.client.HTTPConnection("127.0.0.1", answering.port, timeout=10)
    for token in tokens:
        page = asked(line, answering, 200, "GET", f"/s/{token}")
        if page is None:
            break
        sealed = re.search(rb'name="seed" value="([^"]+)"', page)[1].decode()
        for name in PAGES:
            rating, address = rng.randint(0, 10), f"/s/{token}" if name == "one" else f"/s/r/{sealed}/{name}"
            for _ in range(1 + (rng.random() < 0.3)):
                if post(line, answering, address, {"asked": f"q_{name}", f"q.q_{name}": rating, "seed": sealed}):
                    answering.acknowledged[id_in(sealed), f"q_{name}"] = rating
    line.close()


def test_kills_lose_no_anonymous_answer_and_nothing_written_meanwhile_names_who_answered(tmp_path):
    data, log, port, seed = tmp_path / "data", tmp_path / "log", free_port(), random.randrange(10_000)  # noqa: S311
    with serving(data, port):
        made = published(data)
    people: dict[str, str] = made["people"]
    database = data / "server" / "server.sqlite3"
    with closing(sqlite3.connect(database)) as own:
        own.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    tokens, rng = list(people.values()), random.Random(seed)  # noqa: S311 - it must repeat
    rng.shuffle(tokens)
    answering, logs = Answering(port, ""), []
    who = [
        threading.Thread(target=answer, args=(answering, tokens[at::AT_ONCE], random.Random(seed + at)))  # noqa: S311
        for at in range(AT_ONCE)
    ]
    try:
        for kill in range(KILLS + 1):
            with alive(data, port, log) as process:
                for one in who if kill == 0 else ():
                    one.start()
                until = time.monotonic() + PATIENCE
                goal = (kill + 1) * PEOPLE * len(PAGES) // (KILLS + 1) if kill < KILLS else PEOPLE * len(PAGES)
                while len(answering.acknowledged) < goal:
                    assert process.poll() is None, log.read_text()[-2000:]
                    assert time.monotonic() < until, f"{len(answering.acknowledged)} of {goal}: {answering.refusals}"
                    time.sleep(0.01)
            logs.append(database.with_name(database.name + "-wal").read_bytes())
    finally:
        answering.done.set()
        for one in who:
            one.join()
    acknowledged = dict(answering.acknowledged)
    print(f"seed {seed}: {KILLS} kills, {len(acknowledged)} acknowledged, refused {answering.refusals}")  # noqa: T201
    assert not answering.refusals - {503}
    assert len({response for response, _ in acknowledged}) == PEOPLE
    assert {key: stored_in(data).get(key) for key in acknowledged} == acknowledged
    with serving(data, port):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for token in tokens:
            line.request("GET", f"/s/{token}")
            reply = line.getresponse()
            reply.read()
            assert reply.status == 410
        line.close()
    with closing(sqlite3.connect(database)) as own:
        assert own.execute("SELECT count(*) FROM surveys_response").fetchone() == (PEOPLE,)
        assert own.execute("SELECT DISTINCT state FROM surveys_participant").fetchall() == [("asked",)]
    (used,) = data.glob(f"*/unsettled/links/{made['way']}")
    assert used.read_bytes() == _bytes_of({UUID(hex=one): True for one in people})
    responses = {response for response, _ in acknowledged}
    assert any(UUID(one).hex.encode() in kept for kept in logs for one in responses), "the log has what was written"
    kept_apart = {database.name, database.name + "-shm", used.name}
    files = {str(path.relative_to(tmp_path)): path.read_bytes()
             for path in tmp_path.rglob("*") if path.is_file() and path.name not in kept_apart}  # fmt: skip
    for where, content in [*files.items(), *((f"log {at}", kept) for at, kept in enumerate(logs))]:
        for one, token in people.items():
            for told in (one.encode(), str(UUID(hex=one)).encode(), UUID(hex=one).bytes, token.encode()):
                assert told not in content, where
