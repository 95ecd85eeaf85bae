"""What is asked, and who is asked what."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from voting.models.elections import Election
from voting.texts import Text, text_shown


class OptionOrder(models.TextChoices):
    """In which order voters see the options of a question (docs/spec/record.md section 4.7)."""

    FIXED = "fixed", _("All voters see them in this order")
    BY_STYLE = "by_style", _("Each ballot style begins with another one")


class Contest(models.Model):
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="contests")
    number = models.PositiveIntegerField()
    title: "models.JSONField[Text, Text]" = models.JSONField(default=dict)
    description: "models.JSONField[Text, Text]" = models.JSONField(default=dict, blank=True)
    votes_min = models.PositiveIntegerField(default=0)
    votes_max = models.PositiveIntegerField(default=1)
    # A heading over this question and the neighbours that have the same one.
    section: "models.JSONField[Text, Text]" = models.JSONField(default=dict, blank=True)
    order = models.CharField(max_length=8, choices=OptionOrder.choices, default=OptionOrder.FIXED)
    # How many options win; 0 where the result names no winners.
    seats = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint("election", "number", name="contest_number_once"),
            models.CheckConstraint(name="contest_number_from_1", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="contest_order_known", condition=Q(order__in=OptionOrder.values)
            ),
            models.CheckConstraint(name="contest_seats_range", condition=Q(seats__lte=500)),
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
    def section_text(self) -> str:
        return text_shown(self.section, self.election.languages)

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
    # Chosen alone: "None of these".
    exclusive = models.BooleanField(default=False)

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
