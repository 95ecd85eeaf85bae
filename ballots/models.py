"""The inbox: what voters sent, before and after it is on the public record.

No row holds a time: the record says in which order ballots were written, and nothing else should.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crypto.ballot_parts import PART_SIZE


class SubmissionKind(models.TextChoices):
    BALLOT = "ballot"
    CHALLENGE = "challenge"


class SubmissionStatus(models.TextChoices):
    WAITING = "waiting"  # its proofs are not checked yet
    ACCEPTED = "accepted"  # its proofs hold; it waits for its place on the record
    RECORDED = "recorded"
    REFUSED = "refused"


UNFINISHED = (SubmissionStatus.WAITING, SubmissionStatus.ACCEPTED)


class Reason(models.TextChoices):
    """Why a ballot did not reach the record, in words for its voter."""

    PROOF = "proof", _("a proof in the ballot does not hold")
    COMMITMENTS = "commitments", _("what was sent beside the ballot does not fit it")
    NONCES = "nonces", _("the keys of this test ballot do not open it")
    REPEATED = "repeated", _("a part of this ballot is on the record already")
    OVERTAKEN = "overtaken", _("a ballot sent later with the same voter code was recorded first")
    OFF_ROLL = (
        "off_roll",
        _("the voter code was replaced or taken off the list before the ballot was recorded"),
    )
    CLOSED = "closed", _("voting closed before the ballot was recorded")


class Submission(models.Model):
    election = models.ForeignKey(
        "voting.Election", on_delete=models.PROTECT, related_name="submissions"
    )
    kind = models.CharField(max_length=9, choices=SubmissionKind.choices)
    ballot_hash = models.CharField(max_length=64)
    credential = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    ballot: "models.BinaryField[bytes, bytes]" = models.BinaryField()
    # Commitments of a ballot, nonces of a challenge: canonical JSON, its one further document.
    companion: "models.BinaryField[bytes, bytes]" = models.BinaryField()
    status = models.CharField(
        max_length=8, choices=SubmissionStatus.choices, default=SubmissionStatus.WAITING
    )
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True, default="")
    detail = models.CharField(max_length=200, blank=True, default="")
    entry_index = models.PositiveBigIntegerField(null=True, blank=True)
    # A worker is checking it together with others; a sweep that finds it lost gives it back.
    is_taken = models.BooleanField(default=False)
    # How many sweeps saw it unfinished: after some of them its task counts as lost.
    sweeps = models.PositiveSmallIntegerField(default=0)
    # Names of its parts end to end, while it is accepted; then they are rows of their own.
    parts: "models.BinaryField[bytes | None, bytes | None]" = models.BinaryField(null=True)
    # A signed note that names a time. It stands here as long as it is owed, and goes with that.
    promise = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint("election", "ballot_hash", name="submission_once"),
            models.CheckConstraint(
                name="submission_recorded_has_a_place",
                condition=Q(status=SubmissionStatus.RECORDED, entry_index__isnull=False)
                | (~Q(status=SubmissionStatus.RECORDED) & Q(entry_index__isnull=True)),
            ),
            models.CheckConstraint(
                name="submission_refused_has_a_reason",
                condition=(Q(status=SubmissionStatus.REFUSED) & ~Q(reason=""))
                | (~Q(status=SubmissionStatus.REFUSED) & Q(reason="")),
            ),
            models.CheckConstraint(
                name="submission_accepted_names_its_parts",
                condition=Q(status=SubmissionStatus.ACCEPTED, parts__isnull=False)
                | (~Q(status=SubmissionStatus.ACCEPTED) & Q(parts__isnull=True)),
            ),
            models.CheckConstraint(
                name="submission_promise_is_owed",
                condition=Q(promise="")
                | Q(status=SubmissionStatus.ACCEPTED, kind=SubmissionKind.BALLOT),
            ),
            models.CheckConstraint(
                name="submission_kind_known", condition=Q(kind__in=SubmissionKind.values)
            ),
        )
        indexes = (
            models.Index(fields=["election", "credential"], name="submission_credential"),
            # Nearly empty at all times, so that looking for lost ballots costs nothing.
            models.Index(
                fields=["election", "id"],
                name="submission_unfinished",
                condition=Q(status__in=UNFINISHED),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.ballot_hash[:12]}"


class BallotPart(models.Model):
    """Name of a part of a ballot that is on the record or promised (crypto.ballot_parts)."""

    # The database would look the election up for every part; the ballot's own row is looked at.
    election = models.ForeignKey(
        "voting.Election", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    name: "models.BinaryField[bytes, bytes]" = models.BinaryField(max_length=PART_SIZE)

    class Meta:
        constraints = (models.UniqueConstraint("election", "name", name="ballot_part_once"),)

    def __str__(self) -> str:
        return self.name.hex()
