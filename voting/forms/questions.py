from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from voting.models import Contest, Election, OptionOrder
from voting.services import ContestDraft, OptionDraft
from voting.texts import Text

KINDS = (
    ("up_to", _("Up to a number of options, or none")),
    ("exactly", _("Exactly a number of options")),
    ("between", _("Between two numbers of options")),
    ("points", _("Points: voters share out points over the options")),
)
BAR = "|"
NONE_OF_THESE = _("None of these")


class ContestForm(forms.Form):
    """One question. Options are lines, each with a description behind a bar if there is one."""

    title = forms.CharField(
        label=_("Question"), max_length=200, error_messages={"required": _("Enter the question")}
    )
    description = forms.CharField(
        label=_("More about this question (optional)"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    options = forms.CharField(
        label=_("Options, one on each line"),
        help_text=_(
            "Voters see them in this order. To say more about an option, write it after a bar: "
            "Dana Levi | Teacher, on the board since 2021"
        ),
        max_length=500_000,
        error_messages={"required": _("Enter at least one option")},
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    none = forms.BooleanField(
        label=_("Add “None of these” as the last option"),
        help_text=_("It is counted like the others, and voters choose it alone."),
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("How many can a voter choose?"),
        choices=KINDS,
        error_messages={"required": _("Say how many a voter can choose")},
        widget=forms.RadioSelect,
    )
    most = forms.IntegerField(
        label=_("Number (the largest one; for points: all points together)"),
        min_value=1,
        max_value=1000,
        error_messages={"required": _("Enter a number")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    fewest = forms.IntegerField(
        label=_("Smallest number (only for “between” and points)"),
        min_value=0,
        max_value=1000,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    points = forms.IntegerField(
        label=_("Most points for one option (only for points)"),
        min_value=1,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    section = forms.CharField(
        label=_("Section of the ballot (optional)"),
        help_text=_("A heading over this question, and over the next ones with the same heading."),
        max_length=200,
        required=False,
    )
    seats = forms.IntegerField(
        label=_("How many options win? (optional)"),
        help_text=_(
            "The result then names the winners, and says where a tie leaves it open. Leave this "
            "empty if winning depends on something else."
        ),
        min_value=1,
        max_value=500,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    order = forms.ChoiceField(
        label=_("In which order do voters see the options?"),
        choices=OptionOrder.choices,
        required=False,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self._clean_limits(values)
        if values.get("none") and not self._may_stand_alone(values):
            self.add_error(
                "none", _("This does not fit where voters must choose two or more, or give points")
            )
        return values

    @staticmethod
    def _may_stand_alone(values: Mapping[str, Any]) -> bool:
        kind, most, fewest = values.get("kind"), values.get("most"), values.get("fewest")
        return (
            kind == "up_to"
            or (kind == "exactly" and most == 1)
            or (kind == "between" and (fewest or 0) <= 1)
        )

    def _clean_limits(self, values: Mapping[str, Any]) -> None:
        kind, fewest, most = values.get("kind"), values.get("fewest"), values.get("most")
        if kind == "between" and fewest is None:
            self.add_error("fewest", _("Enter the smallest number"))
        if kind == "points" and values.get("points") is None:
            self.add_error("points", _("Enter the most points for one option"))
        if kind in {"between", "points"} and most and (fewest or 0) > most:
            self.add_error("fewest", _("This cannot be above the largest number"))

    def draft(self, election: Election, contest: Contest | None = None) -> ContestDraft:
        values = self.cleaned_data
        most = values["most"]
        fewest = {"up_to": 0, "exactly": most}.get(values["kind"], values["fewest"] or 0)
        texts = _Texts(election, contest)
        points = values["points"] if values["kind"] == "points" else 1
        options = texts.options(values["options"], points)
        if values["none"]:
            options.append(texts.none_option())
        return ContestDraft(
            title=texts.title(values["title"]),
            description=texts.description(values["description"]),
            votes_min=fewest,
            votes_max=most,
            options=options,
            section=texts.section(values["section"]),
            order=values["order"] or OptionOrder.FIXED,
            seats=values["seats"] or 0,
        )


class _Texts:
    """Writes one language and keeps what the question already says in the others."""

    def __init__(self, election: Election, contest: Contest | None) -> None:
        self.language = election.languages[0]
        self.others = election.languages[1:]
        self.contest = contest

    def title(self, words: str) -> Text:
        return self._text(words, self.contest.title if self.contest else {})

    def description(self, words: str) -> Text:
        return self._text(words, self.contest.description if self.contest else {})

    def section(self, words: str) -> Text:
        if not words.strip():
            return {}
        return self._text(words, self.contest.section if self.contest else {})

    def none_option(self) -> OptionDraft:
        """“None of these” in every language that we speak; as it was, where it is there already."""
        known = self.contest.options.filter(exclusive=True).first() if self.contest else None
        title = known.title if known else {}
        codes = (self.language, *self.others)
        return OptionDraft(
            title={code: title.get(code) or _none_in(code) for code in codes},
            description=dict.fromkeys(codes, ""),
            exclusive=True,
        )

    def options(self, lines: str, points: int) -> list[OptionDraft]:
        known = self.contest.options.all() if self.contest else []
        by_title = {option.title.get(self.language): option for option in known}
        drafts = []
        for line in filter(str.strip, lines.splitlines()):
            title, _bar, description = (part.strip() for part in line.partition(BAR))
            before = by_title.get(title)
            drafts.append(
                OptionDraft(
                    title=self._text(title, before.title if before else {}),
                    description=self._text(description, before.description if before else {}),
                    option_max=points,
                )
            )
        return drafts

    def _text(self, words: str, before: Text) -> Text:
        return {self.language: words, **{code: before.get(code, "") for code in self.others}}


def _none_in(language: str) -> str:
    """The words in `language`; nothing where we do not speak it, so that somebody writes them."""
    if language not in dict(settings.LANGUAGES):
        return ""
    with translation.override(language):
        return str(NONE_OF_THESE)


def contest_initial(contest: Contest) -> dict[str, Any]:
    language = contest.election.languages[0]
    every = list(contest.options.all())
    options = [option for option in every if not option.exclusive]
    kind = _kind(contest)
    return {
        "title": contest.title.get(language, ""),
        "description": contest.description.get(language, ""),
        "options": "\n".join(
            _line(option.title.get(language, ""), option.description.get(language, ""))
            for option in options
        ),
        "kind": kind,
        "most": contest.votes_max,
        "fewest": contest.votes_min if kind in {"between", "points"} else None,
        "points": contest.points if kind == "points" else None,
        "none": len(options) < len(every),
        "section": contest.section.get(language, ""),
        "seats": contest.seats or None,
        "order": contest.order,
    }


def _kind(contest: Contest) -> str:
    if contest.points > 1:
        return "points"
    if contest.votes_min == 0:
        return "up_to"
    return "exactly" if contest.votes_min == contest.votes_max else "between"


def _line(title: str, description: str) -> str:
    return f"{title} {BAR} {' '.join(description.splitlines())}" if description else title


class StyleForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the ballot style"),
        help_text=_("For example: North branch. The voter file uses this name."),
        max_length=100,
        error_messages={"required": _("Enter a name")},
    )
    contests = forms.TypedMultipleChoiceField(
        label=_("Questions these voters get"),
        coerce=int,
        error_messages={"required": _("Choose at least one question")},
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, election: Election) -> None:
        super().__init__(data)
        contests = self.fields["contests"]
        if isinstance(contests, forms.TypedMultipleChoiceField):
            contests.choices = [
                (row.number, f"{row.number}. {row.title_text}")
                for row in election.contests.select_related("election")
            ]
