"""A server with elections to check, in a process of its own.

Prints one line of JSON: the address and the id of each election by name.
"""

import json
from wsgiref.simple_server import make_server

from django.core.management import call_command
from django.db import transaction
from django.test.utils import setup_test_environment

import config.wsgi  # the first import: it sets Django up for the models of the others
from board.services import NewEntry
from config.celery import app
from crypto.canonical_json import encode
from crypto.signing import entry_message, sign
from crypto.transcript import sha256
from tally.services import result_publish
from tests.browser.booth_server import Quiet, Server
from tests.counting import counted
from tests.elections import open_election
from tests.votes import challenge, document, lock, vote
from voting.services.guards import entry_append


def published_election():
    """Twelve ballots, one of them replaced by a later one."""
    built = open_election(voters=12)
    for voter in range(1, 12):
        vote(built, voter, [[1, 0, 0]])
    vote(built, 1, [[0, 1, 0]])
    counted(built)
    result_publish(election=built.reload())
    return built.reload()


def lying_election():
    """A test ballot, and a ballot whose proof is false, though its voter and the log signed it."""
    built = open_election(voters=3)
    challenge(lock(built, 1, [[1, 0, 0]]))
    ballot = document(lock(built, 2, [[1, 0, 0]]).data)
    branch = ballot["contests"][0]["selections"][0]["proof"][0]
    branch[0], branch[1] = branch[1], branch[0]
    payload = encode(ballot)
    message = entry_message("ballot", sha256(payload))
    fields = {
        "credential": built.credential(2).hex(),
        "signature": sign(built.seed(2), message).hex(),
    }
    with transaction.atomic():
        entry_append(election=built.election, entry=NewEntry("ballot", payload, fields))
    return built


def main():
    # Voters reach the product through the tests' client here.
    setup_test_environment()
    call_command("migrate", verbosity=0)
    app.conf.task_always_eager = True
    elections = {
        "published": published_election().slug,
        "open": open_election(voters=3).election.slug,
        "lying": lying_election().election.slug,
    }
    server = make_server(
        "127.0.0.1", 0, config.wsgi.application, server_class=Server, handler_class=Quiet
    )
    address = f"http://127.0.0.1:{server.server_port}"
    print(json.dumps({"address": address, "elections": elections}), flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
