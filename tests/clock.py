"""A clock that goes when it is told to, for what the server does by the time of day."""

from datetime import timedelta

from django.utils import timezone


class Clock:
    """It stands at the moment it was made until it is sent on, or back."""

    def __init__(self, monkeypatch):
        self.now = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def go(self, **further):
        self.now += timedelta(**further)
