"""The server's settings for tests: a data folder of the test run, a key of its own, quick passwords."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="clew-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["CLEW_DATA"] = f"{_folder}/data"
os.environ["SECRET_KEY"] = "of-the-tests-0123456789-abcdefghijklmnopqrstuvwxyz"  # noqa: S105

from clew_server.settings import *  # noqa: E402, F403 - these are those settings

del os.environ["CLEW_DATA"], os.environ["SECRET_KEY"]  # the configuration is kept; the command line's tests have theirs

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
