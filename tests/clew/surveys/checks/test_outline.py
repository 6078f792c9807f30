"""Several threads may read the first survey of a process at once: the process lives on."""

from __future__ import annotations

import subprocess
import sys

AT_ONCE = """
import sys, threading
from pathlib import Path
from clew.surveys import check_document
from clew.surveys.files.yaml_reading import read_yaml
from clew.surveys.ready import ready
document = read_yaml(Path(ready.__file__).with_name("relationship.yaml").read_text(encoding="utf-8"))
sys.setswitchinterval(1e-6)
gate = threading.Barrier(8)
def read():
    gate.wait()
    check_document(document).usable()
threads = [threading.Thread(target=read) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


def test_threads_that_read_the_first_survey_at_once_do_not_end_the_process():
    ended = [subprocess.run([sys.executable, "-c", AT_ONCE], check=False).returncode for _ in range(4)]
    assert ended == [0] * 4
