"""Paths: what customers do one after the other, as a graph, as variants, in circles, around a step, by group."""
