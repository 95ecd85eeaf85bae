"""Elections and their officials."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from voting.states import ElectionState
from voting.texts import Text, text_shown

HEX_HASH = 64
LONGEST_HEX_ELEMENT = 1024


class Parameters(models.TextChoices):
    EG_3072 = "EG-2.1-3072", _("3072 bits (usual)")
    EG_4096 = "EG-2.1-4096", _("4096 bits (slower, more margin)")


class CeremonyPhase(models.TextChoices):
    """Where the record stands in the key ceremony (docs/spec/record.md section 3)."""

    NONE = "none", "Not started"
    KEYS = "keys", "Key holders make their keys"
    SHARES = "shares", "Key parts are exchanged"
    CONFIRMING = "confirming", "Key parts are checked"
    DRILLING = "drilling", "Key files are checked"
    STOPPED = "stopped", "Stopped"


class CodeMaker(models.TextChoices):
    """Who made the voter codes that are in force, and so knew them for a while."""

    NONE = "none", "Nobody yet"
    SERVER = "server", "This server"
    REGISTRAR = "registrar", "The organisers' own computer"
    BOTH = "both", "Some the server, some the organisers' own computer"


class SecondFactor(models.TextChoices):
    NONE = "none", "Voter code only"
    MAIL = "mail", "Voter code and a code sent by email"


class Election(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title: "models.JSONField[Text, Text]" = models.JSONField(default=dict)
    description: "models.JSONField[Text, Text]" = models.JSONField(default=dict, blank=True)
    # How to reach the organisers, in words.
    contact: "models.JSONField[Text, Text]" = models.JSONField(default=dict, blank=True)
    # How many voters must take part for the result to be valid; 0 where there is no such rule.
    quorum = models.PositiveIntegerField(default=0)
    languages: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    parameters = models.CharField(
        max_length=16, choices=Parameters.choices, default=Parameters.EG_3072
    )
    is_demonstration = models.BooleanField(default=False)
    is_rehearsal = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=64, default="UTC")
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    opens_on_schedule = models.BooleanField(default=False)
    revote = models.CharField(max_length=8, default="last")
    threshold = models.PositiveSmallIntegerField(default=2)
    # An official typed that losing one key loses the election (threshold = number of key holders).
    all_needed_accepted_at = models.DateTimeField(null=True, blank=True)
    all_needed_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        max_length=12, choices=ElectionState.choices, default=ElectionState.DRAFT
    )
    attempt = models.PositiveIntegerField(default=0)
    ceremony_phase = models.CharField(
        max_length=10, choices=CeremonyPhase.choices, default=CeremonyPhase.NONE
    )
    code_maker = models.CharField(max_length=9, choices=CodeMaker.choices, default=CodeMaker.NONE)
    second_factor = models.CharField(
        max_length=4, choices=SecondFactor.choices, default=SecondFactor.NONE
    )
    # The last request to check the key files again: when, and how long the record was then.
    drill_asked_at = models.DateTimeField(null=True, blank=True)
    drill_asked_size = models.PositiveIntegerField(null=True, blank=True)
    # What officials have not been written about yet, and when they were last written to.
    alert_events = models.PositiveIntegerField(default=0)
    alerted_at = models.DateTimeField(null=True, blank=True)
    log = models.OneToOneField(
        "board.Log", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    manifest: "models.BinaryField[bytes | None, bytes | None]" = models.BinaryField(
        null=True, blank=True
    )
    joint_key = models.CharField(max_length=LONGEST_HEX_ELEMENT, blank=True, default="")
    election_hash = models.CharField(max_length=HEX_HASH, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                name="election_state_known", condition=Q(state__in=ElectionState.values)
            ),
            models.CheckConstraint(
                name="election_parameters_known", condition=Q(parameters__in=Parameters.values)
            ),
            models.CheckConstraint(
                name="election_threshold_range",
                condition=Q(threshold__gte=1) & Q(threshold__lte=100),
            ),
            models.CheckConstraint(
                name="election_quorum_range", condition=Q(quorum__lte=1_000_000)
            ),
            models.CheckConstraint(
                name="election_closes_after_it_opens",
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
            ),
            models.CheckConstraint(
                name="election_beyond_draft_is_on_the_record",
                condition=Q(state__in=(ElectionState.DRAFT, ElectionState.CANCELLED))
                | (
                    Q(log__isnull=False)
                    & Q(manifest__isnull=False)
                    & ~Q(joint_key="")
                    & ~Q(election_hash="")
                ),
            ),
            models.CheckConstraint(name="election_revote_known", condition=Q(revote="last")),
            models.CheckConstraint(
                name="election_ceremony_has_a_log",
                condition=Q(ceremony_phase=CeremonyPhase.NONE, attempt=0)
                | (
                    Q(ceremony_phase__in=CeremonyPhase.values)
                    & ~Q(ceremony_phase=CeremonyPhase.NONE)
                    & Q(attempt__gte=1, log__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="election_code_maker_known", condition=Q(code_maker__in=CodeMaker.values)
            ),
            models.CheckConstraint(
                name="election_second_factor_known",
                condition=Q(second_factor__in=SecondFactor.values),
            ),
            models.CheckConstraint(
                name="election_drill_asked_wholly",
                condition=Q(drill_asked_at__isnull=True, drill_asked_size__isnull=True)
                | Q(drill_asked_at__isnull=False, drill_asked_size__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.title_text

    @property
    def title_text(self) -> str:
        return text_shown(self.title, self.languages)

    @property
    def description_text(self) -> str:
        return text_shown(self.description, self.languages)

    @property
    def contact_text(self) -> str:
        return text_shown(self.contact, self.languages)

    @property
    def slug(self) -> str:
        return str(self.id)


class ElectionOfficial(models.Model):
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="officials")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    # Nobody added whoever set the election up, or was let in on the server itself.
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(null=True, blank=True)
    # When they first came to its pages with both steps of signing in: from then on they can be the
    # second of two who agree. It is never taken back, also not by a reset of their second step.
    joined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint("election", "user", name="official_once"),)

    def __str__(self) -> str:
        return str(self.user)


class SignInLink(models.Model):
    """A one-time link for an official. Only the SHA-256 of its token is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=HEX_HASH, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in link of {self.user}"
