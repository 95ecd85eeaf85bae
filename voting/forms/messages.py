"""What is sent by itself, what voters ask for, and what they report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from voting.services.voter_reports import LONGEST_CONTACT, LONGEST_TEXT


class MessagePlanForm(forms.Form):
    receipts = forms.BooleanField(
        label=_("A receipt to each voter whose ballot is on the public record"), required=False
    )
    reminders = forms.BooleanField(
        label=_("A reminder to voters who have not voted, before voting closes"), required=False
    )
    reminder_hours = forms.IntegerField(
        label=_("How many hours before voting closes?"),
        min_value=1,
        max_value=240,
        error_messages={
            "required": _("Enter a number of hours"),
            "invalid": _("Enter a number of hours"),
            "min_value": _("Enter a number from 1 to 240"),
            "max_value": _("Enter a number from 1 to 240"),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    results = forms.BooleanField(
        label=_("A message to all voters when the results are published"), required=False
    )


class AddressForm(forms.Form):
    """For a voter who wants a new link, and for an official who wants to sign in."""

    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        error_messages={
            "required": _("Enter your email address"),
            "invalid": _("Enter an email address"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class OrganiserForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=100, error_messages={"required": _("Enter a name")}
    )
    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        error_messages={
            "required": _("Enter an email address"),
            "invalid": _("Enter an email address"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class CopyForm(forms.Form):
    with_key_holders = forms.BooleanField(
        label=_("Names and email addresses of the key holders"), required=False
    )
    with_voters = forms.BooleanField(label=_("The voter list, without voter codes"), required=False)


class ReportForm(forms.Form):
    text = forms.CharField(
        label=_("What looks wrong?"),
        help_text=_(
            "Say what you saw, where, and when. Do not write what you chose, nor your voter code."
        ),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Say what looks wrong")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    contact = forms.CharField(
        label=_("How can we reach you? You may leave this empty."),
        help_text=_("Without it the organisers do not learn who you are, and cannot answer."),
        max_length=LONGEST_CONTACT,
        required=False,
    )
