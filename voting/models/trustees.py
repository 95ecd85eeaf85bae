"""Key holders: their part in the ceremony, and the messages from and to them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from voting.models.elections import HEX_HASH, Election
from voting.models.voters import MailStatus


class Trustee(models.Model):
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="trustees")
    index = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    email = models.EmailField(max_length=254)
    # The link's token is derived from this salt and the installation's secret (voting/links.py).
    link_salt = models.CharField(max_length=32, blank=True, default="")
    token_hash = models.CharField(max_length=HEX_HASH, blank=True, default="")
    invited_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    last_seen = models.DateTimeField(null=True, blank=True)
    has_lost_key = models.BooleanField(default=False)

    class Meta:
        ordering = ("index",)
        constraints = (
            models.UniqueConstraint("election", "index", name="trustee_index_once"),
            models.UniqueConstraint("election", Lower("email"), name="trustee_email_once"),
            models.UniqueConstraint(
                fields=("token_hash",), condition=~Q(token_hash=""), name="trustee_token_once"
            ),
            models.CheckConstraint(
                name="trustee_index_range", condition=Q(index__gte=1) & Q(index__lte=100)
            ),
        )

    def __str__(self) -> str:
        return self.name


class StepKind(models.TextChoices):
    TRUSTEE = "trustee", "Key made"
    SHARE = "share", "Key parts sent"
    CONFIRM = "confirm", "Key parts checked"
    COMPLAINT = "complaint", "Complaint"
    DRILL = "drill", "Key file checked"
    WAIVER = "waiver", "Left out"


# What key holders send; a waiver comes from an official.
SENT_KINDS = tuple(kind.value for kind in StepKind if kind is not StepKind.WAIVER)


class CeremonyStep(models.Model):
    """An index over the record: where each entry about a trustee stands. The entry decides."""

    trustee = models.ForeignKey(Trustee, on_delete=models.CASCADE, related_name="steps")
    attempt = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    entry_index = models.PositiveIntegerField()

    class Meta:
        ordering = ("entry_index",)
        constraints = (
            models.UniqueConstraint(
                "trustee",
                "attempt",
                "kind",
                condition=~Q(kind__in=(StepKind.COMPLAINT, StepKind.DRILL)),
                name="ceremony_step_once",
            ),
            models.CheckConstraint(
                name="ceremony_step_known", condition=Q(kind__in=StepKind.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_index}"


class MailKind(models.TextChoices):
    INVITE = "invite", "Invite"
    REMIND = "remind", "Reminder"
    TELL = "tell", "Next step"


class TrusteeMail(models.Model):
    """One message to a key holder. Its text, and the link in it, exist while it is sent only."""

    trustee = models.ForeignKey(Trustee, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=8, choices=MailKind.choices)
    # What a message of kind "tell" is about, so that nobody is told the same thing twice.
    about = models.CharField(max_length=60, blank=True, default="")
    status = models.CharField(max_length=8, choices=MailStatus.choices, default=MailStatus.NONE)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("trustee", "about"),
                condition=Q(kind=MailKind.TELL),
                name="trustee_told_once",
            ),
            models.CheckConstraint(
                name="trustee_mail_kind_known", condition=Q(kind__in=MailKind.values)
            ),
            models.CheckConstraint(
                name="trustee_mail_status_known", condition=Q(status__in=MailStatus.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ReportKind(models.TextChoices):
    """What a key holder tells the organiser through the tool."""

    KEY_LOST = "key_lost", _("Says that their key is lost")
    REFUSED = "refused", _("Their tool refused to go on")


class TrusteeReport(models.Model):
    trustee = models.ForeignKey(Trustee, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=8, choices=ReportKind.choices)
    text = models.CharField(max_length=1000, blank=True, default="")
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                name="trustee_report_kind_known", condition=Q(kind__in=ReportKind.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
