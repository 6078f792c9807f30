"""Every shape of ours is ready before there are threads: two that used one first at once ended the process."""

from __future__ import annotations

import subprocess
import sys

THREADS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
import msgspec
from clew_server import asgi, shapes

kinds = [kind for kind in shapes._shapes(msgspec.Struct) if not getattr(kind, "__parameters__", ())]
barrier = Barrier(16)

def use(_):
    barrier.wait()
    for kind in kinds:
        try:
            msgspec.convert({}, kind)
        except msgspec.ValidationError:
            pass

with ThreadPoolExecutor(16) as pool:
    list(pool.map(use, range(16)))
print(len(kinds))
"""


def ran(folder, code):
    """What a process of its own says that runs ``code`` with a data folder of its own."""
    environment = {"CLEW_DATA": str(folder / "data"), "PATH": "/usr/bin", "PYTHONPATH": ":".join(sys.path)}
    words = [sys.executable, "-c", code]
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_sixteen_threads_use_every_shape_at_once_and_the_process_lives(tmp_path):
    done = ran(tmp_path, THREADS)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 40


def test_what_is_ready_is_named_and_is_made_so_before_anything_is_served(tmp_path):
    code = "from clew_server import shapes; seen = []; real = shapes.make_shapes_ready\n"
    code += "shapes.make_shapes_ready = lambda: seen.append(real()) or seen[0]\n"
    code += "import clew_server.asgi; print('\\n'.join(seen[0]))"
    named = ran(tmp_path, code).stdout.split()
    assert "clew.surveys.model.survey.Survey" in named
    assert "clew_server.surveys.look.Look" in named
    assert len(named) == len(set(named))
