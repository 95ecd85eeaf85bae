"""Rows about the running of an installation. Nothing of an election hangs on them."""

from django.db import models


class Pulse(models.Model):
    """When a worker last did a task of a queue. The scheduler sends one to each all the time."""

    queue = models.CharField(max_length=20, unique=True)
    beaten_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.queue


class Canary(models.Model):
    """A demonstration election into which the installation votes by itself, to see that it can.

    Its voters' codes stand here in clear, which no other election's do: they open nothing but this
    one, whose votes count for nothing.
    """

    election = models.OneToOneField(
        "voting.Election", on_delete=models.PROTECT, related_name="canary"
    )
    codes = models.JSONField()
    begun_at = models.DateTimeField()
    # How many ballots were sent, which says whose turn it is.
    sent = models.PositiveIntegerField(default=0)
    # The ballot that was sent last; empty once its receipt was checked.
    ballot = models.CharField(max_length=64, blank=True, default="")
    # The entry that it has to become, byte for byte.
    entry = models.TextField(blank=True, default="")
    # The last moment at which all was well, and until when the next such moment is due.
    seen_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    # What went wrong since then, in words for operators.
    fault = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"canary {self.pk}"
