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
    """A run of ballots on the record, and what they multiply to once that is made.

    While voting is open nobody knows which of the ballots will count, and the product is that of
    all of them. Once the chunk is settled, those that do not count are listed, and once it is final
    they are not in the product either. It is a number of public ballots, encrypted as they are; yet
    it stays here: only the totals of a whole election are shown to anybody who could open them.
    """

    election = models.ForeignKey("voting.Election", on_delete=models.PROTECT, related_name="chunks")
    number = models.PositiveIntegerField()
    start = models.PositiveBigIntegerField()  # its ballots are the entries from start to below stop
    stop = models.PositiveBigIntegerField()
    ballots = models.PositiveIntegerField()
    left_out = models.JSONField(default=list)  # entry numbers, ascending
    totals = models.TextField(blank=True, default="")  # JSON grid of [alpha, beta] in hex
    weight = models.PositiveBigIntegerField(default=0)  # sum over the ballots in the product
    is_settled = models.BooleanField(default=False)
    is_final = models.BooleanField(default=False)
    given_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint("election", "number", name="chunk_once"),
            models.UniqueConstraint("election", "start", name="chunk_start_once"),
            models.CheckConstraint(name="chunk_not_empty", condition=Q(ballots__gte=1)),
            models.CheckConstraint(name="chunk_in_order", condition=Q(stop__gt=F("start"))),
            models.CheckConstraint(
                name="chunk_final_is_made_and_settled",
                condition=Q(is_final=False) | (Q(is_settled=True) & ~Q(totals="")),
            ),
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
