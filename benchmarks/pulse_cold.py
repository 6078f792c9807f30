"""The page of Pulse in a process that has just started: what is kept on disk is there, nothing is in memory.

``python pulse_cold.py DATA`` prints the seconds it took from opening the workspace, as JSON; importing libraries is
not counted, a server has them before the first reader comes.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pyarrow as pa
from pulse import NOW, page

import clew

if __name__ == "__main__":
    questions = page(NOW)
    pa.array([0])  # imports what pyarrow looks for, where it is there
    used, began = time.process_time(), time.perf_counter()
    with clew.open(Path(sys.argv[1])) as workspace:
        workspace.ask_together(questions)
        seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "processor": time.process_time() - used}))
