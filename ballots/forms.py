from django import forms
from django.utils.translation import gettext_lazy as _

from crypto.ballot import parse_tracker
from crypto.errors import DecodeError


class BallotCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Ballot code"),
        help_text=_("20 letters and digits, for example 7K3M-9QXD-2VTA-R8HN-5CWE."),
        max_length=100,
        error_messages={"required": _("Enter a ballot code")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        try:
            return parse_tracker(self.cleaned_data["code"])
        except DecodeError:
            raise forms.ValidationError(
                _("Enter the ballot code as it stands on your receipt: 20 letters and digits")
            ) from None
