"""Segments seen together: each drawn towards the whole by as much as its own answers leave in doubt."""

from __future__ import annotations

from clew.stats.pooling.categories import pool_nps, pool_proportions
from clew.stats.pooling.means import pool_means
from clew.stats.pooling.pooled import Pooled, Pooling
from clew.stats.pooling.rest import against_rest

__all__ = ["Pooled", "Pooling", "against_rest", "pool_means", "pool_nps", "pool_proportions"]
