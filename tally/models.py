from django.db import models
from django.db.models import F, Q


class Verdict(models.TextChoices):
    """What the stand-alone verifier said of the whole record."""

    NONE = "none", "Not checked yet"
    PASSED = "passed", "All checks passed"
    FAILED = "failed", "A check failed"


class Count(models.Model):
    """The count of one election: what is done of it. Its results stand on the record only."""

    election = models.OneToOneField(
        "voting.Election", on_delete=models.PROTECT, related_name="count"
    )
    ballots = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.NONE)
    report = models.TextField(blank=True, default="")
    fault = models.CharField(max_length=300, blank=True, default="")  # why the count got stuck
    check_began_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"count of {self.election_id}"


class Chunk(models.Model):
    """A run of counted ballots, and their product once it is made."""

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="chunks")
    number = models.PositiveIntegerField()
    first = models.PositiveIntegerField()  # place in the list of counted ballots
    length = models.PositiveIntegerField()
    totals = models.TextField(blank=True, default="")  # JSON grid of [alpha, beta] in hex
    given_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint("count", "number", name="chunk_once"),
            models.CheckConstraint(name="chunk_not_empty", condition=Q(length__gte=1)),
            models.CheckConstraint(name="chunk_in_order", condition=Q(first__gte=F("number"))),
        )

    def __str__(self) -> str:
        return f"chunk {self.number}"


class DemonstrationKey(models.Model):
    """Secrets of a key holder whom the server plays. Exists in demonstrations only."""

    trustee = models.OneToOneField(
        "voting.Trustee", on_delete=models.CASCADE, related_name="demonstration_key"
    )
    attempt = models.PositiveIntegerField()
    secret = models.JSONField()

    def __str__(self) -> str:
        return f"demonstration key of {self.trustee_id}"
