"""Asking after an event: what is new in the lake is looked at by a job, never inside a request."""
