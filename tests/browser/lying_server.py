"""A server that does not play by the rules, and key holders who do not, in a process of its own.

Everything on its records is signed and hashed as it should be. Prints what key_server prints.
"""

import json
from unittest import mock
from wsgiref.simple_server import make_server

from django.core.management import call_command
from django.db import transaction
from django.test.utils import setup_test_environment

import config.wsgi  # the first import: it sets Django up for the models of the others
from board.services import NewEntry
from config.celery import app
from crypto.canonical_json import encode
from crypto.tally import aggregate
from crypto.transcript import sha256
from crypto.trustee_keys import TrusteeSecret, key_share
from tests.attacks.lies import LIAR, Seen, one_share_that_does_not_fit
from tests.browser.booth_server import Quiet, Server
from tests.browser.key_elections import begun_election, described, shared_election, totals_election
from tests.counting import decryption_payload
from tests.elections import key_payload, send_entry, share_payload
from voting.ceremonies import ceremony_view
from voting.selectors import trustee_get
from voting.services import trustee_entry_accept
from voting.services.guards import entry_append


def counted_as(choose):
    """The totals on the record are those of some of the ballots, and the list says otherwise."""

    def chosen(context, terms):
        given = list(terms)
        return aggregate(context, choose(given) if given else given)

    with mock.patch("tally.chunks.aggregate", chosen):
        return totals_election()


def false_part():
    """Ana's part for Tom does not fit; the server cannot know."""
    built = begun_election()
    ceremony = ceremony_view(built.election).ceremony
    built.secrets = [
        TrusteeSecret.draw(ceremony.group, index=index, threshold=ceremony.threshold)
        for index in range(1, len(ceremony.trustees) + 1)
    ]
    for secret in built.secrets:
        send_entry(built, secret, key_payload)
    for secret in built.secrets[: LIAR - 1]:
        send_entry(built, secret, share_payload)
    liar = built.secrets[LIAR - 1]
    payload = encode(
        one_share_that_does_not_fit(Seen(ceremony_view(built.reload()), built.secrets))
    )
    trustee_entry_accept(
        trustee=trustee_get(built.election, LIAR),
        kind="share",
        payload=payload,
        signature=liar.sign("share", sha256(payload)),
    )
    return built


def another_key():
    """The keys on the record are not those that the key holders made."""
    built = shared_election()
    group = ceremony_view(built.election).ceremony.group
    built.secrets = [
        TrusteeSecret.draw(group, index=secret.index, threshold=2) for secret in built.secrets
    ]
    return built


def false_unlock_share():
    """Ana unlocked with Tom's key share, and the server put it on the record all the same."""
    built = totals_election()
    liar = built.secrets[LIAR - 1]
    share = key_share(built.secrets[1], ceremony_view(built.election))
    with mock.patch("tests.counting.key_share", return_value=share):
        payload = decryption_payload(built.election, liar)
    signature = liar.sign("decryption", sha256(payload)).hex()
    fields = {"signature": signature, "trustee": LIAR}
    with transaction.atomic():
        entry_append(election=built.election, entry=NewEntry("decryption", payload, fields))
    return built


def main():
    # Voters reach the product through the tests' client here.
    setup_test_environment()
    call_command("migrate", verbosity=0)
    app.conf.task_always_eager = True
    elections = {
        "one ballot": described(counted_as(lambda terms: terms[:1])),
        "few ballots": described(counted_as(lambda terms: terms[:2])),
        "all but one": described(counted_as(lambda terms: terms[1:])),
        "one twice": described(counted_as(lambda terms: [*terms, terms[0]])),
        "false part": described(false_part()),
        "another key": described(another_key()),
        "false unlock share": described(false_unlock_share()),
    }
    server = make_server(
        "127.0.0.1", 0, config.wsgi.application, server_class=Server, handler_class=Quiet
    )
    address = f"http://127.0.0.1:{server.server_port}"
    print(json.dumps({"address": address, "elections": elections}), flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
