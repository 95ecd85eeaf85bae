"""The door for a web server such as gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

from config.start import verify_may_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
verify_may_start()
# A server that loads this once and forks hands no open connection down.
connections.close_all()
