"""Messages to officials as people: that they may run an election, and their sign-in links."""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from voting.mail import AUTOMATIC, mail_language, marked
from voting.models import ElectionOfficial

ORGANISER_SUBJECT = _("You can help to run an election")
SIGN_IN_SUBJECT = _("Your sign-in link")

ORGANISER_TEXT = _(
    """\
Hello {name},

you were added to the organisers of: {title}

To sign in, open this page, type this email address, and ask for a sign-in link:
{page}

If you did not expect this, answer this message.
"""
)

SIGN_IN_TEXT = _(
    """\
Hello {name},

your sign-in link for officials. It works once, for 30 minutes:
{link}

Do not pass it on. If you did not ask for it, you need not do anything.
"""
)


def organiser_message(official: ElectionOfficial) -> EmailMessage:
    """It holds no secret: the page sends a link only to the address itself."""
    election, user = official.election, official.user
    with translation.override(mail_language(election)):
        text = ORGANISER_TEXT.format(
            name=user.first_name, title=election.title_text, page=_sign_in_page()
        )
        subject, body = str(ORGANISER_SUBJECT), marked(election, text)
    return EmailMessage(subject, body, to=[user.email], headers=AUTOMATIC)


def sign_in_message(user: User, token: str) -> EmailMessage:
    """In the language of the newest election this official runs."""
    newest = ElectionOfficial.objects.filter(user=user).select_related("election").last()
    language = mail_language(newest.election) if newest else settings.LANGUAGE_CODE
    with translation.override(language):
        text = SIGN_IN_TEXT.format(name=user.first_name, link=f"{_sign_in_page()}#link={token}")
        return EmailMessage(str(SIGN_IN_SUBJECT), str(text), to=[user.email], headers=AUTOMATIC)


def _sign_in_page() -> str:
    return settings.TABELLA_URL + reverse("sign-in")
