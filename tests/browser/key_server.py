"""A server with elections for the key holders' tests, in a process of its own.

A browser's driver keeps an event loop in the tests' thread, where Django refuses to work. Prints
one line of JSON: the address and, by name, each election's id, its key holders' tokens and, where
their keys are made already, their key files.
"""

import json
from wsgiref.simple_server import make_server

from django.core.management import call_command
from django.test.utils import setup_test_environment

from config.celery import app
from config.wsgi import application
from tests.browser.booth_server import Quiet, Server
from tests.browser.key_elections import (
    begun_election,
    described,
    shared_election,
    totals_election,
)
from tests.elections import draft_election


def main():
    # Voters reach the product through the tests' client here.
    setup_test_environment()
    call_command("migrate", verbosity=0)
    app.conf.task_always_eager = True
    elections = {
        "draft": described(draft_election(trustees=4, threshold=2)),
        "begun": described(begun_election()),
        "other": described(begun_election()),
        "third": described(begun_election()),
        "alone": described(begun_election(trustees=1, threshold=1)),
        "shared": described(shared_election()),
        "screens": described(begun_election(trustees=4)),
        "drills": described(shared_election(trustees=4)),
        "troubled": described(shared_election(trustees=4)),
        "unlocks": described(totals_election(voters=2, trustees=5, threshold=4)),
        "totals": described(totals_election()),
        "single": described(totals_election(voters=2)),
        "carried": described(begun_election()),
        "carried totals": described(totals_election()),
    }
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    address = f"http://127.0.0.1:{server.server_port}"
    print(json.dumps({"address": address, "elections": elections}), flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
