import zoneinfo
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from voting.models import Election, Parameters
from voting.services import MAX_QUORUM, ElectionDraft
from voting.texts import Text

MOMENT = "%Y-%m-%dT%H:%M"
MOMENT_FORMATS = (MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")


class LocalMomentField(forms.DateTimeField):
    """A date and time as a clock on the wall shows it; which zone it means is another field."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    input_formats = MOMENT_FORMATS

    def to_python(self, value: str | datetime | date | None) -> datetime | None:
        moment = super().to_python(value)
        return moment.replace(tzinfo=None) if moment else None


def in_zone(moment: datetime | None, zone: str) -> datetime | None:
    return moment.replace(tzinfo=zoneinfo.ZoneInfo(zone)) if moment else None


def wall_time(moment: datetime | None, zone: str) -> datetime | None:
    """The inverse of `in_zone`, for showing."""
    return moment.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None) if moment else None


class ElectionForm(forms.Form):
    title = forms.CharField(
        label=_("Title"),
        help_text=_("For example: Riverside board election 2027"),
        max_length=200,
        error_messages={"required": _("Enter a title")},
    )
    description = forms.CharField(
        label=_("What is this election about? (optional)"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contact = forms.CharField(
        label=_("How can voters reach you? (optional)"),
        help_text=_("Email, telephone, address, and other ways to vote. Everyone can read this."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    quorum = forms.IntegerField(
        label=_("How many voters must take part for the result to be valid? (optional)"),
        help_text=_("Leave this empty if there is no such rule."),
        min_value=1,
        max_value=MAX_QUORUM,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Times on the pages are shown in this zone."),
        choices=[(name, name) for name in sorted(zoneinfo.available_timezones())],
        initial="UTC",
    )
    opens_at = LocalMomentField(
        label=_("Voting opens (planned)"),
        required=False,
        error_messages={"invalid": _("Enter a date and time for opening")},
    )
    closes_at = LocalMomentField(
        label=_("Voting closes (planned)"),
        required=False,
        error_messages={"invalid": _("Enter a date and time for closing")},
    )
    other_languages = forms.MultipleChoiceField(
        label=_("Other languages of the questions (optional)"),
        help_text=_("You write the texts in one language first, and in the others afterwards."),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        election: Election | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        others = self.fields["other_languages"]
        if election and isinstance(others, forms.MultipleChoiceField):
            others.choices = _language_choices(election)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        opens, closes = values.get("opens_at"), values.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("Voting must close after it opens"))
        return values

    def draft(self, election: Election | None = None) -> ElectionDraft:
        """What was filled in; texts in the election's other languages stay as they are."""
        values = self.cleaned_data
        zone = values["time_zone"]
        first = election.languages[0] if election else values["language"]
        others = [code for code in values["other_languages"] if code != first]
        languages = [first, *others]

        def text(before: Text, words: str) -> Text:
            return {code: before.get(code, "") for code in others} | {first: words}

        return ElectionDraft(
            title=text(election.title if election else {}, values["title"]),
            description=text(election.description if election else {}, values["description"]),
            contact=text(election.contact if election else {}, values["contact"]),
            quorum=values["quorum"] or 0,
            languages=languages,
            parameters=election.parameters if election else values["parameters"],
            time_zone=zone,
            opens_at=in_zone(values["opens_at"], zone),
            closes_at=in_zone(values["closes_at"], zone),
        )


def _language_choices(election: Election) -> list[tuple[str, str]]:
    """Languages beside the first: ours, and those that the election has from elsewhere."""
    names = {code: str(name) for code, name in settings.LANGUAGES}
    codes = dict.fromkeys((*names, *election.languages[1:]))
    return [(code, names.get(code, code)) for code in codes if code != election.languages[0]]


class NewElectionForm(ElectionForm):
    language = forms.ChoiceField(
        label=_("Language of the questions"), choices=settings.LANGUAGES, initial="en"
    )
    parameters = forms.ChoiceField(
        label=_("Size of the keys"), choices=Parameters.choices, initial=Parameters.EG_3072
    )
    is_demonstration = forms.BooleanField(
        label=_("This is a demonstration"),
        help_text=_(
            "Votes in a demonstration count for nothing, and it can never become a real election."
        ),
        required=False,
    )


def election_initial(election: Election) -> dict[str, Any]:
    """What the form shows of an election; one that has several languages is edited in its first."""
    first, *others = election.languages
    return {
        "title": election.title.get(first, ""),
        "description": election.description.get(first, ""),
        "contact": election.contact.get(first, ""),
        "quorum": election.quorum or None,
        "other_languages": others,
        "time_zone": election.time_zone,
        "opens_at": wall_time(election.opens_at, election.time_zone),
        "closes_at": wall_time(election.closes_at, election.time_zone),
    }
