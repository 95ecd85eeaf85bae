"""Acts that take two officials, and the audit log of what officials did."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crypto.canonical_json import JsonValue
from voting.models.elections import HEX_HASH, Election

LONGEST_ACT = 24


class ProposalState(models.TextChoices):
    """From waiting to one of the others, once."""

    WAITING = "waiting", _("Waits for a second organiser")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Too old")


class Proposal(models.Model):
    """One organiser proposes an act; another one agrees, and it is done at once, or it is not.

    What is to be done stands in `content`, and the state of the election that it is about in the
    hash. If either is another by then, nobody can agree to it any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="proposals")
    act = models.CharField(max_length=LONGEST_ACT)
    content: "models.JSONField[dict[str, JsonValue], dict[str, JsonValue]]" = models.JSONField()
    content_hash = models.CharField(max_length=HEX_HASH)
    reason = models.CharField(max_length=2000)
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(
        max_length=9, choices=ProposalState.choices, default=ProposalState.WAITING
    )
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        ordering = ("proposed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("election", "content_hash"),
                condition=Q(state=ProposalState.WAITING),
                name="proposal_waits_once",
            ),
            models.CheckConstraint(
                name="proposal_state_known", condition=Q(state__in=ProposalState.values)
            ),
            models.CheckConstraint(
                name="proposal_done_by_two",
                condition=~Q(state=ProposalState.DONE)
                | (Q(decider__isnull=False) & ~Q(decider=F("proposer"))),
            ),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"


class AuditKind(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    DONE = "done", _("Done, two agreed")
    DONE_ALONE = "done-alone", _("Done by one")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    JOINED = "joined", _("Joined")
    STEP_SET = "step-set", _("Second step set up")
    STEP_REMOVED = "step-removed", _("Second step removed")
    STEP_RESET = "step-reset", _("Second step reset on the server")
    RECOVERY_USED = "recovery-used", _("Recovery code used")
    LET_IN = "let-in", _("Added on the server")


class AuditEntry(models.Model):
    """One line of an election's audit log. The database refuses to change or delete one.

    People stand here by address and number of the account, so that lines outlive accounts. Each
    line holds the hash of the line before it (voting/services/audit.py says of what).
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="audit")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=AuditKind.choices)
    act = models.CharField(max_length=LONGEST_ACT, blank=True, default="")
    first = models.CharField(max_length=254)
    first_account = models.PositiveBigIntegerField(null=True, blank=True)
    second = models.CharField(max_length=254, blank=True, default="")
    second_account = models.PositiveBigIntegerField(null=True, blank=True)
    content_hash = models.CharField(max_length=HEX_HASH, blank=True, default="")
    reason = models.CharField(max_length=2000, blank=True, default="")
    previous = models.CharField(max_length=HEX_HASH)
    hash = models.CharField(max_length=HEX_HASH, unique=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint("election", "number", name="audit_number_once"),
            models.CheckConstraint(name="audit_kind_known", condition=Q(kind__in=AuditKind.values)),
            models.CheckConstraint(
                name="audit_two_are_two",
                condition=~Q(kind=AuditKind.DONE)
                | (Q(second_account__isnull=False) & ~Q(second_account=F("first_account"))),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
