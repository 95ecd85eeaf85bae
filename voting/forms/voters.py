from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from voting.errors import RollError
from voting.roll_csv import MAX_BYTES, decode_roll_file


class VoterFileForm(forms.Form):
    file = forms.FileField(
        label=_("Voter file (CSV)"),
        help_text=_(
            "The first line names the columns: name, email, and if you need them weight and style. "
            "Commas, semicolons or tabs between them."
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
