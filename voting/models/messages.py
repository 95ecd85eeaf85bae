"""Messages to voters, what officials chose to send, and what voters ask for and report."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from voting.models.elections import Election
from voting.models.voters import Voter


class MessageKind(models.TextChoices):
    LINK = "link", _("Voting links")
    RECEIPT = "receipt", _("Receipts")
    REMINDER = "reminder", _("Reminders")
    RESULTS = "results", _("Results are out")


class MessageState(models.TextChoices):
    """Forward only: what was sent, failed or bounced is never put in line again."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")
    BOUNCED = "bounced", _("Came back")


class MessageReason(models.TextChoices):
    """Why a message did not arrive, in words for officials."""

    ADDRESS = "address", _("there is no mailbox with this address")
    FULL = "full", _("the mailbox is full or has too little room")
    REFUSED = "refused", _("the mail server refused it, perhaps as unwanted mail")
    UNREACHABLE = "unreachable", _("the mail server could not be reached or did not answer")
    OTHER = "other", _("the mail server gave no reason that we understand")


class VoterMessage(models.Model):
    """One message to a voter. Its text exists while it is sent only.

    Of a message of kind "link" there is a row only once it came back: codes are made while voting
    links are sent, so what became of those stands in the voters' own rows.
    """

    voter = models.ForeignKey(Voter, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=MessageKind.choices)
    # What it is about, so that nobody is told the same thing twice: of a receipt the ballot code.
    about = models.CharField(max_length=40, blank=True, default="")
    entry_index = models.PositiveBigIntegerField(null=True, blank=True)
    # Sending one again makes another row, so that what became of the first stays.
    copy = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        max_length=8, choices=MessageState.choices, default=MessageState.WAITING
    )
    reason = models.CharField(max_length=11, choices=MessageReason.choices, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    # When a waiting message is tried, and when one being sent was taken. A receipt that is done has
    # no time: only the record says when ballots came.
    moment = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("voter", "kind", "about", "copy"), name="voter_message_once"
            ),
            models.CheckConstraint(
                name="voter_message_kind_known", condition=Q(kind__in=MessageKind.values)
            ),
            models.CheckConstraint(
                name="voter_message_state_known", condition=Q(state__in=MessageState.values)
            ),
            models.CheckConstraint(
                name="voter_message_under_way_has_a_time",
                condition=Q(moment__isnull=False)
                | ~Q(state__in=(MessageState.WAITING, MessageState.SENDING)),
            ),
            models.CheckConstraint(
                name="voter_message_receipt_has_a_place",
                condition=~Q(kind=MessageKind.RECEIPT)
                | (Q(entry_index__isnull=False) & ~Q(about="")),
            ),
        )
        indexes = (models.Index(fields=["state", "moment"], name="voter_message_due"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class MessagePlan(models.Model):
    """Which messages leave by themselves; an election without a row has the usual plan."""

    election = models.OneToOneField(
        Election, on_delete=models.CASCADE, primary_key=True, related_name="message_plan"
    )
    receipts = models.BooleanField(default=True)
    reminders = models.BooleanField(default=True)
    reminder_hours = models.PositiveSmallIntegerField(default=24)
    results = models.BooleanField(default=True)
    key_holders = models.BooleanField(default=True)
    # How far each kind has come: entries of the record, the end reminded of, results told.
    receipts_through = models.PositiveBigIntegerField(default=0)
    reminded_of = models.DateTimeField(null=True, blank=True)
    results_told = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="message_plan_hours_range",
                condition=Q(reminder_hours__gte=1) & Q(reminder_hours__lte=240),
            ),
        )

    def __str__(self) -> str:
        return f"messages of {self.election_id}"


class LinkRequest(models.Model):
    """Somebody asked for a new voting link. The address is kept until a worker has looked it up."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="link_requests")
    email = models.CharField(max_length=254, blank=True, default="")
    voter = models.ForeignKey(
        Voter, on_delete=models.CASCADE, null=True, blank=True, related_name="link_requests"
    )
    # The voter's key then: with another one the request is answered.
    credential = models.CharField(max_length=64, blank=True, default="")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("voter",), condition=Q(done_at__isnull=True), name="link_request_open_once"
            ),
            models.CheckConstraint(
                name="link_request_of_voter_or_address",
                condition=Q(voter__isnull=False, email="") | (Q(voter__isnull=True) & ~Q(email="")),
            ),
        )

    def __str__(self) -> str:
        return f"link request {self.pk}"


class SignInRequest(models.Model):
    """Somebody asked for an official's sign-in link; it goes when a worker has answered it."""

    email = models.CharField(max_length=254)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"sign-in request {self.pk}"


class VoterReport(models.Model):
    """Something looks wrong to somebody. It names nobody unless its writer does."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="voter_reports")
    text = models.CharField(max_length=2000)
    contact = models.CharField(max_length=200, blank=True, default="")
    reported_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"report {self.pk}"
