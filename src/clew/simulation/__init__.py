"""A telecom-like company with a planted truth: ordinary exports to try Clew on, and what it ought to find in them.

It knows no other room of the library, and no other room may know it.
"""

from __future__ import annotations

from clew.simulation.simulate import simulate
from clew.simulation.truth import Planted, Truth, read_truth

__all__ = ["Planted", "Truth", "read_truth", "simulate"]
