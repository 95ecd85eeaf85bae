"""A server with elections to check, in a process of its own.

Prints one line of JSON: the address and the id of each election by name.
"""

import json
from wsgiref.simple_server import make_server

from django.core.management import call_command
from django.test.utils import setup_test_environment

from config.celery import app
from config.wsgi import application
from tally.services import result_publish
from tests.browser.booth_server import Quiet, Server
from tests.counting import counted
from tests.elections import open_election
from tests.votes import vote


def published_election():
    """Twelve ballots, one of them replaced by a later one."""
    built = open_election(voters=12)
    for voter in range(1, 12):
        vote(built, voter, [[1, 0, 0]])
    vote(built, 1, [[0, 1, 0]])
    counted(built)
    result_publish(election=built.reload())
    return built.reload()


def main():
    # Voters reach the product through the tests' client here.
    setup_test_environment()
    call_command("migrate", verbosity=0)
    app.conf.task_always_eager = True
    elections = {
        "published": published_election().slug,
        "open": open_election(voters=3).election.slug,
    }
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    address = f"http://127.0.0.1:{server.server_port}"
    print(json.dumps({"address": address, "elections": elections}), flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
