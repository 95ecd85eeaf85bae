"""One field for each text that has to be said in another language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html

from voting.translations import Place


class TranslationForm(forms.Form):
    """The original of each text is its hint; what is left empty is still missing."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        places: Sequence[Place],
        languages: list[str],
    ) -> None:
        super().__init__(data)
        first, language = languages
        for place in places:
            direction = {"dir": "auto", "lang": language}
            self.fields[place.key] = forms.CharField(
                label=place.label,
                help_text=format_html('<bdi lang="{}">{}</bdi>', first, place.text[first]),
                initial=place.text.get(language, ""),
                max_length=place.longest,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, **direction})
                if place.is_long
                else forms.TextInput(attrs=direction),
            )
