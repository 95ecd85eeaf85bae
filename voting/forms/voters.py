from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from voting.errors import RollError
from voting.models import SecondFactor
from voting.roll_csv import MAX_BYTES, decode_roll_file


class VoterFileForm(forms.Form):
    file = forms.FileField(
        label=_("Voter file (CSV)"),
        help_text=_(
            "The first line names the columns: name, email, and if you need them weight and style, "
            "in any order. Commas, semicolons or tabs between them."
        ),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty"),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )

    def clean_file(self) -> str:
        """The text of the file."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is not None and file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        try:
            return decode_roll_file(file.read())
        except RollError as error:
            raise forms.ValidationError(error.message) from None


class SecondFactorForm(forms.Form):
    second_factor = forms.BooleanField(
        label=_("Also ask for a code sent by email when signing in"),
        help_text=_(
            "Then a letter or message with a voter code is not enough to vote: whoever uses it has "
            "to read that voter’s email too. Voters need their email at hand. You cannot change "
            "this after the freeze."
        ),
        required=False,
    )

    def chosen(self) -> SecondFactor:
        is_asked = self.cleaned_data["second_factor"]
        return SecondFactor.MAIL if is_asked else SecondFactor.NONE
