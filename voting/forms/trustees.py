from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class TrusteeForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Everyone can read it on the public record."),
        max_length=100,
        error_messages={"required": _("Enter a name")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        error_messages={"required": _("Enter an email address")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ThresholdForm(forms.Form):
    threshold = forms.IntegerField(
        label=_("How many of them must help to open the count?"),
        min_value=1,
        error_messages={"required": _("Enter a number")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        count: int,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["threshold"].help_text = _(
            "A number from 1 to %(count)s. We advise %(advised)s."
        ) % {"count": max(count, 1), "advised": count // 2 + 1}
