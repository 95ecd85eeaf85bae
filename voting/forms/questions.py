from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voting.models import Contest, Election
from voting.services import ContestDraft, OptionDraft
from voting.texts import Text

KINDS = (
    ("up_to", _("Up to a number of options, or none")),
    ("exactly", _("Exactly a number of options")),
    ("between", _("Between two numbers of options")),
    ("points", _("Points: voters share out points over the options")),
)
BAR = "|"


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

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        kind, fewest, most = values.get("kind"), values.get("fewest"), values.get("most")
        if kind == "between" and fewest is None:
            self.add_error("fewest", _("Enter the smallest number"))
        if kind == "points" and values.get("points") is None:
            self.add_error("points", _("Enter the most points for one option"))
        if kind in {"between", "points"} and most and (fewest or 0) > most:
            self.add_error("fewest", _("This cannot be above the largest number"))
        return values

    def draft(self, election: Election, contest: Contest | None = None) -> ContestDraft:
        values = self.cleaned_data
        most = values["most"]
        fewest = {"up_to": 0, "exactly": most}.get(values["kind"], values["fewest"] or 0)
        texts = _Texts(election, contest)
        return ContestDraft(
            title=texts.title(values["title"]),
            description=texts.description(values["description"]),
            votes_min=fewest,
            votes_max=most,
            options=texts.options(
                values["options"], values["points"] if values["kind"] == "points" else 1
            ),
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


def contest_initial(contest: Contest) -> dict[str, Any]:
    language = contest.election.languages[0]
    options = list(contest.options.all())
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
