"""Acts that cannot be undone: the official types the election's title."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voting.forms.elections import LocalMomentField, wall_time
from voting.models import Election
from voting.texts import clean_text

LONGEST_NOTE = 500


class ConfirmedForm(forms.Form):
    typed = forms.CharField(
        label=_("Type the title of the election to confirm"),
        max_length=250,
        error_messages={"required": _("Type the title of the election")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, election: Election) -> None:
        self.election = election
        super().__init__(data)

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if typed.strip().casefold() != self.election.title_text.strip().casefold():
            raise forms.ValidationError(_("This is not the title of this election"))
        return typed


class TypedTitleForm(ConfirmedForm):
    """Acts whose reason does not stand on the public record."""

    note = forms.CharField(
        label=_("Note for the other organisers (optional)"),
        help_text=_("It stands in the log of this election, which organisers can read."),
        max_length=LONGEST_NOTE,
        required=False,
    )
    field_order = ("note", "typed")

    def note_text(self) -> str:
        """Raises InputError."""
        return clean_text(self.cleaned_data["note"], place="note", longest=LONGEST_NOTE)


class CancelForm(ConfirmedForm):
    reason = forms.CharField(
        label=_("Why is the election called off?"),
        help_text=_("Everyone can read this on the public record."),
        max_length=500,
        error_messages={"required": _("Say why")},
    )
    field_order = ("reason", "typed")


class ExtendForm(ConfirmedForm):
    closes_at = LocalMomentField(
        label=_("New closing time"),
        error_messages={
            "required": _("Enter a new closing time"),
            "invalid": _("Enter a date and time"),
        },
    )
    reason = forms.CharField(
        label=_("Why is voting extended?"),
        help_text=_("Everyone can read this on the public record."),
        max_length=500,
        error_messages={"required": _("Say why")},
    )
    field_order = ("closes_at", "reason", "typed")

    def __init__(self, data: Mapping[str, Any] | None = None, *, election: Election) -> None:
        super().__init__(data, election=election)
        self.fields["closes_at"].initial = wall_time(election.closes_at, election.time_zone)


class AllNeededForm(forms.Form):
    PHRASE = _("every key is needed")
    typed = forms.CharField(
        label=_("Type “every key is needed” to confirm"),
        max_length=100,
        error_messages={"required": _("Type the words")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if typed.strip().casefold() != self.PHRASE.casefold():
            raise forms.ValidationError(_("Type exactly: every key is needed"))
        return typed


class WaiveForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you go on without them?"),
        help_text=_("Everyone can read this on the public record."),
        max_length=2000,
        error_messages={"required": _("Say why")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    typed = forms.CharField(
        max_length=150,
        error_messages={"required": _("Type the name of the key holder")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, name: str) -> None:
        self.name = name
        super().__init__(data)
        self.fields["typed"].label = _("Type “%(name)s” to confirm") % {"name": name}

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if typed.strip().casefold() != self.name.casefold():
            raise forms.ValidationError(_("This is not the name of this key holder"))
        return typed
