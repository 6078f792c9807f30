"""What Clew promises about speed and memory, measured in one run against peers or limits.

``python benchmarks/run.py [NAME ..] [--size small]``; exit code 1 where a limit is missed. Data are made once and kept
in benchmarks/data. The limits hold for ``--size full`` on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import time
from types import ModuleType

import answers
import ask_nps
import collect
import collect_among
import import_csv
import import_into_many
import paths
import paths_peers
import product
import pulse
import rebuild
import start
import working_time
from measure import Limit, Size, machine

BENCHMARKS: dict[str, ModuleType] = {
    "start": start,
    "nps": ask_nps,
    "import": import_csv,
    "rebuild": rebuild,
    "many": import_into_many,
    "working": working_time,
    "paths": paths,
    "peers": paths_peers,
    "product": product,
    "pulse": pulse,
    "collect": collect,
    "among": collect_among,
    "answers": answers,
}
SIZES = {"full": Size("full", 1, 5), "small": Size("small", 20, 3)}


def main() -> int:
    """Run the benchmarks named, or all; return the exit code."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], metavar="NAME", help=", ".join(BENCHMARKS))
    words.add_argument("--size", choices=SIZES, default="full")
    given = words.parse_args()
    print(machine())
    limits: list[Limit] = []
    for name in given.names or BENCHMARKS:
        print(f"\n== {name} ({BENCHMARKS[name].__doc__})", flush=True)
        began = time.perf_counter()
        limits += BENCHMARKS[name].run(SIZES[given.size])
        print(f"  ({time.perf_counter() - began:.0f} s)", flush=True)
    print("\n== limits\n" + "\n".join(map(str, limits)))
    return 0 if all(limit.kept for limit in limits) else 1


if __name__ == "__main__":
    raise SystemExit(main())
