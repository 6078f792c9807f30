"""Answering: the pages under ``/s/`` at which people answer surveys, saved page by page."""
