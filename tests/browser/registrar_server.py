"""A server with drafts for the registrar's tests, in a process of its own.

A browser's driver keeps an event loop in the tests' thread, where Django refuses to work. Prints
one line of JSON: the address, the official's session, the folder of everything that is kept, and by
name each election's id. The drafts become elections by the tests' own requests.
"""

import json
from wsgiref.simple_server import make_server

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from config.wsgi import application
from tests import people
from tests.browser.booth_server import Quiet, Server
from tests.browser.looks import LOOKS
from tests.elections import draft_election, frozen_election
from voting.services import official_joined

SECRETIVE = """\
name,email
"=Ada, Countess",ada@example.org
<b>Ben</b> & Sons,ben@example.org
"""


def signed_in(official):
    client = Client()
    people.sign_in(client, official)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def main():
    call_command("migrate", verbosity=0)
    people.sessions_last()
    official = people.official()
    names = {
        "few": {"voters": 3},
        "changed": {"voters": 3},
        "lost": {"voters": 3},
        "markup": {"voters": 2, "roll": SECRETIVE},
        "parts": {"voters": 1_100},
        **{look: {"voters": 3} for look in LOOKS},
        "many": {"voters": 50_000},
        "none": {"voters": 0},
    }
    elections = {
        name: draft_election(official=official, **more).election.slug
        for name, more in names.items()
    }
    real = frozen_election(is_demonstration=False, trustees=2, official=official)
    official_joined(election=real.election, user=official)
    elections["frozen, for two"] = real.election.slug
    frozen = {f"frozen {look}": frozen_election(official=official) for look in ("", *LOOKS)}
    elections |= {name: built.election.slug for name, built in frozen.items()}
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    told = {
        "address": f"http://127.0.0.1:{server.server_port}",
        "session": [settings.SESSION_COOKIE_NAME, signed_in(official)],
        "folder": str(settings.TABELLA_VAR),
        "elections": elections,
    }
    print(json.dumps(told), flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
