"""The code that stands in for the second step of the demonstration's official.

`make run` prints it beside the sign-in link, so that a demonstration needs no phone. It works again
and again, for one account that can run demonstrations only, and only while the address of the
installation is this machine itself; the system check tabella.E005 refuses anything else.
"""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User

DEMONSTRATION_OFFICIAL = "official@demonstration.invalid"


def is_demonstration_account(user: User) -> bool:
    """No mail ever reaches such an address, and no real election lets it in."""
    return user.username == DEMONSTRATION_OFFICIAL


def is_standing_code_allowed(user: User) -> bool:
    return is_demonstration_account(user) and is_on_loopback()


def is_on_loopback() -> bool:
    """Whether the installation's address leads nowhere but to the machine it runs on."""
    host = urlsplit(settings.TABELLA_URL).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
