"""Touchpoints: a metric at every place of two dimensions, pooled, with pain and success where statistics allow."""
