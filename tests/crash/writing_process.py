"""A process that writes the journal until it is told to stop, dies, or is killed; run by the tests beside it.

python writing_process.py FOLDER RUN [GROUPS] [--die PRIMITIVE FILE NTH]
python writing_process.py --nursery

Says each group on standard output after its commit returned. With ``--die`` it kills itself before the NTH call of
a primitive of ``clew.store.durable`` on a file whose name contains FILE. The nursery saves the start-up: for every
line FILE FOLDER RUN .. on standard input it forks a writer that speaks into FILE, says its pid, and how it ended.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from clew.store import durable
from clew.store.journal import Journal


def die_before(primitive: str, part: str, nth: int) -> None:
    real, seen = getattr(durable, primitive), [0]

    def deadly(first, *rest):
        name = Path(f"/proc/self/fd/{first}").readlink() if isinstance(first, int) else Path(rest[0] if rest else first)
        seen[0] += part in name.name
        if part in name.name and seen[0] == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(first, *rest)

    setattr(durable, primitive, deadly)


def now() -> datetime:
    return datetime.now(UTC)


def group(run: str, number: int) -> list[bytes]:
    rng = random.Random(f"{run} {number}")  # noqa: S311 - it must repeat
    return [
        f"{run} {number} {part} ".encode() + rng.randbytes(rng.randint(0, 3000)) for part in range(rng.randint(1, 5))
    ]


def main(folder: Path, run: str, groups: int) -> None:
    journal = Journal(folder, "w1")
    journal.recover(now=now)
    with journal.writer(now=now) as writer:
        for number in range(groups):
            bodies = group(run, number)
            for body in bodies:
                writer.append("api", body)
            writer.commit()
            say(f"{number} {len(bodies)}")
    erase(journal, run)


def erase(journal: Journal, run: str) -> None:
    """Erase the first record of this run, so that its rewrite can be died in as well."""
    first = group(run, 0)[0]
    with journal.writer(now=now) as writer:
        for segment in journal.segments():
            if segment.is_sealed:
                journal.rewrite(segment.name, lambda record: None if record.body == first else record.body, writer)


def nursery() -> None:
    for line in iter(sys.stdin.readline, ""):
        file, *arguments = line.split()
        child = os.fork()
        if not child:
            os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), sys.stdout.fileno())
            run(arguments)
            os._exit(0)
        say(str(child))
        say(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])))


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run(arguments: list[str]) -> None:
    if "--die" in arguments:
        at = arguments.index("--die")
        die_before(arguments[at + 1], arguments[at + 2], int(arguments[at + 3]))
        del arguments[at:]
    main(Path(arguments[0]), arguments[1], int(arguments[2]) if len(arguments) > 2 else 1_000_000)


if __name__ == "__main__":
    nursery() if sys.argv[1:] == ["--nursery"] else run(sys.argv[1:])
