"""Voters, and the files they come from."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from voting.models.elections import HEX_HASH, Election
from voting.models.questions import BallotStyle


class MailStatus(models.TextChoices):
    NONE = "none", _("Not sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class Voter(models.Model):
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="voters")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    weight = models.PositiveIntegerField(default=1)
    style = models.ForeignKey(BallotStyle, on_delete=models.PROTECT, related_name="voters")
    credential = models.CharField(max_length=HEX_HASH, null=True, blank=True)  # noqa: DJ001 - null is "none issued" and stays out of the unique constraint
    mail_status = models.CharField(
        max_length=8, choices=MailStatus.choices, default=MailStatus.NONE
    )
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint("election", "number", name="voter_number_once"),
            models.UniqueConstraint("election", Lower("email"), name="voter_email_once"),
            models.UniqueConstraint("election", "credential", name="voter_credential_once"),
            models.CheckConstraint(
                name="voter_weight_range", condition=Q(weight__gte=1) & Q(weight__lte=1_000_000)
            ),
            models.CheckConstraint(
                name="voter_mail_status_known", condition=Q(mail_status__in=MailStatus.values)
            ),
        )

    def __str__(self) -> str:
        return self.name


class CredentialChange(models.Model):
    """What a `roll-change` did to one voter; rows are never changed.

    A voter who was taken off the roll has an empty `new` here, and no credential any more.
    """

    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, related_name="credential_changes"
    )
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="credential_changes")
    entry_index = models.PositiveBigIntegerField()
    old = models.CharField(max_length=HEX_HASH)
    new = models.CharField(max_length=HEX_HASH, blank=True)

    class Meta:
        ordering = ("entry_index", "old")
        constraints = (
            models.UniqueConstraint("election", "old", name="credential_change_old_once"),
            models.UniqueConstraint(
                "election", "new", name="credential_change_new_once", condition=~Q(new="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.old[:12]} {self.new[:12]}"


class RollUpload(models.Model):
    """A voter file between its check and its confirmation; nobody is on the voter roll yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="uploads")
    official = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint("election", "official", name="one_upload_at_a_time"),
        )

    def __str__(self) -> str:
        return str(self.id)
