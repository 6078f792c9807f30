"""Clew's product: the web application, the tracking API and the jobs, built on the library :mod:`clew`."""
