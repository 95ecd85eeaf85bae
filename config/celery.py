"""The Celery application; settings.py configures it."""

import os

from celery import Celery
from celery.signals import setup_logging, worker_init

from config import folder_queue  # noqa: F401  makes its transport known

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("tabella", task_cls="config.patient_task:PatientTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Otherwise every task begins with a new connection to the database, which takes longer than most
# of them. PatientTask closes those that are old or broken.
app.conf["CELERY_DB_REUSE_MAX"] = 1_000_000
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_log(**_: object) -> None:
    """Whoever answers this signal has set up the log; Celery then adds nothing of its own."""


@worker_init.connect
def verify_before_work(**_: object) -> None:
    from config.start import verify_may_start  # noqa: PLC0415  needs the settings

    verify_may_start()
