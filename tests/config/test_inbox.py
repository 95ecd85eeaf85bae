"""Mail that is kept as files: found and read without knowing where."""

import io

import pytest
from django.core.mail import EmailMessage, send_mail
from django.core.management import CommandError, call_command


@pytest.fixture
def kept(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path


def inbox(*arguments: str) -> str:
    said = io.StringIO()
    call_command("inbox", *arguments, stdout=said)
    return said.getvalue()


def test_mail_is_listed_and_shown_by_address(kept):
    assert "No mail yet" in inbox()
    send_mail("Your voting link", "Über den Link\nhttp://x/#CODE", None, ["ada@example.org"])
    EmailMessage("Results are out", "See the page", to=["ben@example.org"]).send()
    listed = inbox()
    assert len(listed.splitlines()) == 2
    assert "ada@example.org  Your voting link" in listed
    assert "CODE" not in inbox()
    shown = inbox("Ada@")
    assert "Über den Link\nhttp://x/#CODE" in shown
    assert "Results are out" not in shown


def test_nothing_is_kept_where_a_mail_server_is_named():
    with pytest.raises(CommandError, match="no copy is kept here"):
        inbox()
