"""The peers' own environments: built once from their locks into benchmarks/data, never mixed with Clew's."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ["python_of"]

HERE = Path(__file__).parent
DATA = HERE.parent / "data"


def python_of(peer: str) -> Path | None:
    """Return the Python that has ``peer`` installed as its lock says; None, said plainly, where it cannot be had."""
    lock, folder = HERE / f"{peer}.lock", DATA / f"venv-{peer}"
    python, stamp = folder / "bin" / "python", folder / "installed"
    made_of = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == made_of:
        return python
    print(f"  building an environment for {peer} (once; about half a minute) ...", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    words = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run([*words, "--require-hashes", "-r", lock], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"  SKIPPED: {peer} cannot be installed here:\n{_last_lines(done.stderr)}", flush=True)
        return None
    stamp.write_text(made_of)
    return python


def _last_lines(text: str, count: int = 3) -> str:
    return "\n".join(f"    {line}" for line in text.strip().splitlines()[-count:])
