"""How long `clew --help` takes as a process, beside a Python that does nothing."""

from __future__ import annotations

from measure import Child, Limit, Size, Times, run_child

__all__ = ["run"]

HELP = ["-c", "from clew.cli import main; main(['--help'])"]
NOTHING = ["-c", "pass"]
TURNS = 15


def run(size: Size) -> list[Limit]:
    """Return the limit of a start; judged by processor time, which a busy machine does not stretch."""
    helped, nothing = [], []
    for _ in range(TURNS if size.divisor == 1 else TURNS // 3):
        nothing.append(run_child(NOTHING))
        helped.append(run_child(HELP))
    print(f"  python -c pass {_wall(nothing)}, processor {_processor(nothing)}")
    print(f"  clew --help    {_wall(helped)}, processor {_processor(helped)}")
    return [Limit("clew --help, processor time", _processor(helped).median, 0.4, "s")]


def _wall(children: list[Child]) -> Times:
    return Times(tuple(child.seconds for child in children))


def _processor(children: list[Child]) -> Times:
    return Times(tuple(child.processor for child in children))
