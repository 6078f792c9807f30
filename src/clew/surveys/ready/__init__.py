"""Surveys to begin with, in English, Polish, Romanian and Russian: each a file beside this one."""
