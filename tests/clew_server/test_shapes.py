"""Every shape of ours is ready before there are threads: two that used one first at once ended the process."""

from __future__ import annotations

import subprocess
import sys


def ran(folder, code):
    """What a process of its own says that runs ``code`` with a data folder of its own."""
    environment = {"CLEW_DATA": str(folder / "data"), "PATH": "/usr/bin", "PYTHONPATH": ":".join(sys.path)}
    words = [sys.executable, "-c", code]
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_what_is_ready_is_named_and_is_made_so_before_anything_is_served(tmp_path):
    code = "from clew_server import shapes; seen = []; real = shapes.make_shapes_ready\n"
    code += "shapes.make_shapes_ready = lambda: seen.append(real()) or seen[0]\n"
    code += "import clew_server.asgi; print('\\n'.join(seen[0]))"
    named = ran(tmp_path, code).stdout.split()
    assert "clew.surveys.model.survey.Survey" in named
    assert "clew_server.surveys.look.Look" in named
    assert len(named) == len(set(named))
