"""The product's settings with a folder of its own, which goes when the tests end."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="tabella-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["TABELLA_VAR"] = _folder
# Playwright keeps an event loop running in the process, beside which Django refuses its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from config.settings import *  # noqa: E402, F403  the folder has to be named first

# Nobody works the queue while tests run in one process; a test that wants tasks runs them itself.
CELERY_BROKER_URL = "memory://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}

# Tests empty the cache, and the workers of one run share a server: each has a database of its own.
if CACHE_URL:  # noqa: F405  from the product's settings
    _worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    CACHES["default"]["LOCATION"] = f"{CACHE_URL.rpartition('/')[0]}/{15 - int(_worker)}"  # noqa: F405
