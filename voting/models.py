import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from voting.states import ElectionState
from voting.texts import Text, text_shown

HEX_HASH = 64
LONGEST_HEX_ELEMENT = 1024


class Parameters(models.TextChoices):
    EG_3072 = "EG-2.1-3072", "3072 bits (usual)"
    EG_4096 = "EG-2.1-4096", "4096 bits (slower, more margin)"


class CeremonyPhase(models.TextChoices):
    """Where the record stands in the key ceremony (docs/spec/record.md section 3)."""

    NONE = "none", "Not started"
    KEYS = "keys", "Key holders make their keys"
    SHARES = "shares", "Key parts are exchanged"
    CONFIRMING = "confirming", "Key parts are checked"
    DRILLING = "drilling", "Key files are checked"
    STOPPED = "stopped", "Stopped"


class Election(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title: "models.JSONField[Text, Text]" = models.JSONField(default=dict)
    description: "models.JSONField[Text, Text]" = models.JSONField(default=dict, blank=True)
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
    def slug(self) -> str:
        return str(self.id)


class Contest(models.Model):
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="contests")
    number = models.PositiveIntegerField()
    title: "models.JSONField[Text, Text]" = models.JSONField(default=dict)
    description: "models.JSONField[Text, Text]" = models.JSONField(default=dict, blank=True)
    votes_min = models.PositiveIntegerField(default=0)
    votes_max = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint("election", "number", name="contest_number_once"),
            models.CheckConstraint(name="contest_number_from_1", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="contest_votes_range",
                condition=Q(votes_min__lte=F("votes_max"))
                & Q(votes_max__gte=1)
                & Q(votes_max__lte=1000),
            ),
        )

    def __str__(self) -> str:
        return self.title_text

    @property
    def title_text(self) -> str:
        return text_shown(self.title, self.election.languages)

    @property
    def description_text(self) -> str:
        return text_shown(self.description, self.election.languages)

    @property
    def points(self) -> int:
        """The most one option can get: above 1 in contests where voters give points."""
        return max((option.option_max for option in self.options.all()), default=1)


class Option(models.Model):
    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="options")
    number = models.PositiveIntegerField()
    title: "models.JSONField[Text, Text]" = models.JSONField(default=dict)
    description: "models.JSONField[Text, Text]" = models.JSONField(default=dict, blank=True)
    option_max = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint("contest", "number", name="option_number_once"),
            models.CheckConstraint(
                name="option_number_range", condition=Q(number__gte=1) & Q(number__lte=500)
            ),
            models.CheckConstraint(
                name="option_max_range", condition=Q(option_max__gte=1) & Q(option_max__lte=100)
            ),
        )

    def __str__(self) -> str:
        return self.title_text

    @property
    def title_text(self) -> str:
        return text_shown(self.title, self.contest.election.languages)

    @property
    def description_text(self) -> str:
        return text_shown(self.description, self.contest.election.languages)


class BallotStyle(models.Model):
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="styles")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    # The style every election starts with holds all questions, also those added later.
    holds_all = models.BooleanField(default=False)
    contests: "models.ManyToManyField[Contest, models.Model]" = models.ManyToManyField(
        Contest, blank=True, related_name="styles"
    )

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint("election", "number", name="style_number_once"),
            models.UniqueConstraint("election", Lower("name"), name="style_name_once"),
            models.CheckConstraint(name="style_number_from_1", condition=Q(number__gte=1)),
        )

    def __str__(self) -> str:
        return self.name


class MailStatus(models.TextChoices):
    NONE = "none", "Not sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"


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


class Trustee(models.Model):
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="trustees")
    index = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=HEX_HASH, blank=True, default="")
    invited_at = models.DateTimeField(null=True, blank=True)

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


class CeremonyStep(models.Model):
    """An index over the record: where each entry of a trustee stands. The entry decides."""

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
                condition=Q(kind__in=(StepKind.TRUSTEE, StepKind.SHARE, StepKind.CONFIRM)),
                name="ceremony_step_once",
            ),
            models.CheckConstraint(
                name="ceremony_step_known", condition=Q(kind__in=StepKind.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_index}"


class ElectionOfficial(models.Model):
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="officials")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

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
