"""Jobs: work kept in a table, done by threads or by ``clew worker``; no broker.

A room names its jobs in its ``jobs.py`` with :func:`clew_server.jobs.registry.job`; anybody queues them by name.
"""
