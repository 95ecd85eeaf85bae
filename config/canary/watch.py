"""What is known of our own votes, from their row alone."""

from datetime import datetime, timedelta

from django.conf import settings

from config.models import Canary

GRACE = timedelta(seconds=45)
"""How late a vote may be before that counts as a fault."""


def canary_newest() -> Canary | None:
    return Canary.objects.select_related("election").last()


def fault_now(now: datetime) -> str:
    """What is wrong, in words for operators; empty where nothing is, or nobody asked for this."""
    if not settings.TABELLA_CANARY:
        return ""
    canary = canary_newest()
    if canary is None:
        return "no vote of our own was ever cast"
    if canary.fault:
        return canary.fault
    if canary.due_at is None or now > canary.due_at + GRACE:
        return "no vote of our own was recorded in time"
    return ""


def seen_at() -> datetime | None:
    canary = canary_newest() if settings.TABELLA_CANARY else None
    return canary.seen_at if canary else None
