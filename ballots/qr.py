"""QR codes of public addresses. Nothing else is ever put into one."""

from django.conf import settings
from django.urls import reverse
from segno import make_qr

from crypto.ballot import parse_tracker
from voting.models import Election

# Readers need a light margin of four squares, also where the page around it is dark.
BORDER = 4
LIGHT, DARK = "#ffffff", "#000000"


def code_address(election: Election, code: str) -> str:
    """Where everybody can look up the ballot with this code. Raises DecodeError if it is none."""
    page = reverse("ballot-code", args=[election.pk])
    return f"{settings.TABELLA_URL}{page}?code={parse_tracker(code)}"


def qr_inline(address: str) -> str:
    """An SVG element without a size of its own."""
    return make_qr(address, error="m").svg_inline(
        border=BORDER, light=LIGHT, dark=DARK, svgclass=None, lineclass=None, omitsize=True
    )


def qr_file(address: str) -> str:
    """The same as a file by itself."""
    return qr_inline(address).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
