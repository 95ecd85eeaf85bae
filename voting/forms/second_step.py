from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("The six digits that your app shows now, or one of your recovery codes."),
        max_length=40,
        error_messages={"required": _("Enter a code")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class AppForm(forms.Form):
    digits = forms.CharField(
        label=_("The six digits that the app shows now"),
        max_length=12,
        error_messages={"required": _("Enter the six digits")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasskeyForm(forms.Form):
    """The answer is put in by a script (static/js/pages/passkey.js)."""

    name = forms.CharField(
        label=_("Name for this passkey"),
        help_text=_("For example: my phone. Only you see it."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    answer = forms.CharField(max_length=20_000, widget=forms.HiddenInput)
