"""New codes for voters, and voters taken off the list: acts that stand on the public record."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voting.models import Voter

MAIL, HAND = "mail", "hand"


class VoterActForm(forms.Form):
    reason = forms.CharField(
        help_text=_(
            "Everyone can read this on the public record, for good. Write no name, no address and "
            "nothing else that tells who it is."
        ),
        max_length=2000,
        error_messages={"required": _("Say why")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    typed = forms.CharField(
        max_length=250,
        error_messages={"required": _("Type the name of the voter")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, voter: Voter) -> None:
        self.voter = voter
        super().__init__(data)
        self.fields["typed"].label = _("Type “%(name)s” to confirm") % {"name": voter.name}

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if typed.strip().casefold() != self.voter.name.strip().casefold():
            raise forms.ValidationError(_("This is not the name of this voter"))
        return typed

    def clean_reason(self) -> str:
        """A reason that gives the name or the address away would stand there for everyone."""
        reason: str = self.cleaned_data["reason"]
        names = (self.voter.name, self.voter.email)
        if any(_says(reason, name) for name in names):
            raise forms.ValidationError(
                _("The reason is public: leave the voter’s name and address out of it")
            )
        return reason


class NewCodeForm(VoterActForm):
    way = forms.ChoiceField(
        label=_("How does the voter get the new code?"),
        choices=(
            (MAIL, _("By email, now. Nobody here sees the code.")),
            (HAND, _("Show it to me once. I hand it over in person.")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two")},
    )
    # The public key that the page was about: sent twice, a form makes one code.
    credential = forms.CharField(max_length=64, widget=forms.HiddenInput)
    field_order = ("way", "reason", "typed")

    def __init__(self, data: Mapping[str, Any] | None = None, *, voter: Voter) -> None:
        super().__init__(data, voter=voter)
        self.fields["reason"].label = _("Why does the voter need a new code?")
        self.fields["credential"].initial = voter.credential


class RevokeForm(VoterActForm):
    def __init__(self, data: Mapping[str, Any] | None = None, *, voter: Voter) -> None:
        super().__init__(data, voter=voter)
        self.fields["reason"].label = _("Why is the voter taken off the list?")


def _says(text: str, name: str) -> bool:
    """Whether a name stands in a text as words of its own."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None
