"""What is asked, and who is asked what."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from voting.models.elections import Election
from voting.texts import Text, text_shown


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
