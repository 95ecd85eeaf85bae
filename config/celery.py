"""The Celery application; settings.py configures it."""

import os

from celery import Celery

from config import folder_queue  # noqa: F401  makes its transport known

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("tabella")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
