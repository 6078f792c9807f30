"""Touchpoint rules: which touchpoint and channel what comes through the tracking API belongs to."""
