"""Settings, addresses and processes: what ties the rooms together."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
