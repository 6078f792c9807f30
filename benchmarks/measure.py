"""Repetitions, medians and spread; limits; the machine and the versions the figures belong to."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

__all__ = ["Child", "Limit", "Size", "Times", "machine", "run_child", "timed"]

LIBRARIES = ("clew", "duckdb", "ibis-framework", "pyarrow", "numpy", "scipy", "typer")


@dataclass(frozen=True)
class Size:
    """How large the data are: ``full`` as the limits say, ``small`` a twentieth for a quick look."""

    name: str
    divisor: int
    repeat: int

    def rows(self, full: int) -> int:
        """Return how many rows stand for ``full`` ones at this size."""
        return full // self.divisor


@dataclass(frozen=True)
class Times:
    """The seconds of several repetitions of one thing."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one, in seconds."""
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        return (
            f"{_shown(self.median)} ({_shown(min(self.seconds))} to {_shown(max(self.seconds))}, {len(self.seconds)}x)"
        )


@dataclass(frozen=True)
class Limit:
    """One promise: what was measured, what it may be, and whether it is kept."""

    name: str
    measured: float
    allowed: float
    unit: str
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the measured figure is within what is allowed."""
        return self.measured >= self.allowed if self.at_least else self.measured <= self.allowed

    def __str__(self) -> str:
        sign = ">=" if self.at_least else "<="
        verdict = "kept" if self.kept else "MISSED"
        return f"{verdict:6} {self.name}: {self.measured:,.3g} {self.unit} ({sign} {self.allowed:,.3g})"


@dataclass(frozen=True)
class Child:
    """What a process of its own took: ``seconds`` of the work itself, of processor time, and its peak memory."""

    seconds: float
    processor: float
    peak_mb: float


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that ``work`` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def run_child(words: Sequence[str | Path]) -> Child:
    """Run Python with ``words`` in a process of its own; what it prints as JSON may say its own seconds."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *map(str, words)], stdout=subprocess.PIPE, env=_environment())
    assert process.stdout is not None  # noqa: S101 - it was asked for
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    whole = time.perf_counter() - began
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"a benchmark's process ended with {process.returncode}: {words}")
    said = json.loads(printed) if printed.startswith(b"{") else {}
    used = said.get("processor", usage.ru_utime + usage.ru_stime)
    return Child(said.get("seconds", whole), used, usage.ru_maxrss / 1024)


def machine() -> str:
    """Return the machine, its load and the versions as lines."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()},"
        f" load {load}\nPython {platform.python_version()}, {versions}"
    )


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _environment() -> dict[str, str]:
    source = str(Path(__file__).resolve().parents[1] / "src")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH")]))}


def _shown(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds:.2f} s"
