"""What a reader of the record's pages can ask for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from board.kinds import words_of
from board.queries import LARGEST


class FilterForm(forms.Form):
    """Which kinds of entries to list, and from where.

    `before` and `after` are entry numbers: the page lists what comes next in that direction.
    """

    kind = forms.ChoiceField(label=_("Show"), required=False)
    before = forms.IntegerField(
        required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput
    )
    after = forms.IntegerField(
        required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, kinds: Iterable[str], **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        choices = [(kind, words_of(kind).label) for kind in kinds]
        self.fields["kind"].choices = [("", _("All entries")), *choices]  # type: ignore[attr-defined]


class JumpForm(forms.Form):
    """The number of an entry to go to."""

    entry = forms.IntegerField(label=_("Entry number"), widget=forms.TextInput)

    def __init__(self, *args: Any, size: int, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        self._size = size
        field = self.fields["entry"]
        field.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})
        field.error_messages.update(
            required=_("Enter the number of an entry"),
            invalid=_("An entry number has only digits, for example 17"),
        )

    def clean_entry(self) -> int:
        """Return the number if there is such an entry."""
        number: int = self.cleaned_data["entry"]
        if not 0 <= number < self._size:
            text = gettext("There is no entry %(number)s. The newest is entry %(newest)s.")
            raise forms.ValidationError(
                text, params={"number": number, "newest": self._size - 1}, code="absent"
            )
        return number
