"""A server with an election at every stage, for looking at every page of people and officials.

Prints one line of JSON: the address, an official's session, and for each screen of the table its
address.
"""

import json
from dataclasses import replace
from wsgiref.simple_server import make_server

from django.conf import settings
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse
from django.utils import translation

import config.wsgi  # the first import: it sets Django up for the models of the others
from board.selectors import entries_of_kind
from config.celery import app
from tally.services import result_publish
from tests import people
from tests.browser.booth_server import Quiet, Server
from tests.browser.key_elections import begun_election, shared_election
from tests.browser.screens import FAULTS, SCREENS
from tests.counting import counted
from tests.elections import (
    closed_election,
    contest_draft,
    draft_election,
    drill_payload,
    election_draft,
    frozen_election,
    keyed_election,
    open_election,
    reissued,
    revoked,
    send_entry,
)
from tests.votes import cast, challenge, lock, vote
from voting.models import MessageReason, MessageState
from voting.services import (
    credentials_issue,
    election_cancel,
    election_create,
    link_bounce_note,
    link_loss_note,
    link_request_note,
    link_request_resolve,
    official_invite,
    roll_upload,
    roll_upload_check,
    voter_report,
    voter_report_done,
)

FEW = {"trustees": 3, "threshold": 2}
FAULTY_ROLL = "name,email\nAda,ada@example.org\nBen,ben@@example.org\nAda,ada@example.org\n"


def published(**choices):
    built = counted_election(**choices)
    result_publish(election=built.reload())
    return built


def counted_election(**choices):
    built = open_election(voters=12, **choices)
    for voter in range(1, 12):
        vote(built, voter, [[1, 0, 0]])
    counted(built)
    return built


def elected():
    """Somebody won a seat, and enough people voted."""
    return published(
        contests=[replace(contest_draft(), seats=1)], draft=replace(election_draft(), quorum=5)
    )


def two_languages():
    """The title is there in both, and the question in one of them."""
    draft = replace(
        election_draft(),
        languages=("en", "fr"),
        title={"en": "Riverside board election", "fr": "Élection du conseil"},
        contact={"en": "office@riverside.example"},
    )
    return draft_election(draft=draft)


def drilling():
    """The first key holder has not tried the key file out, and the others have."""
    built = shared_election(trustees=4)
    for secret in built.secrets[1:]:
        send_entry(built, secret, drill_payload)
    return built


def ready():
    built = keyed_election(voters=3)
    credentials_issue(election=built.election)
    return built


def cancelled():
    built = open_election(voters=3)
    election_cancel(election=built.election, reason="Too few people knew.")
    return built


def long_ballot():
    names = [f"Person number {number}" for number in range(1, 121)]
    return draft_election(contests=[contest_draft("Assembly", names, votes_max=10)])


def mixed_ballot():
    """One question of each kind, and voters who are asked only one of them."""
    questions = [
        contest_draft(),
        contest_draft("Board", ["Ada", "Ben", "Cleo"], votes_max=2),
        contest_draft("Budget", ["Parks", "Roads"], option_max=5, votes_max=5),
    ]
    return draft_election(contests=questions, trustees=0, voters=0, styles={"Only one": [2]})


def elections():
    empty = election_create(
        draft=election_draft(), official=people.official(), is_demonstration=False
    )
    built = {
        "draft": draft_election(**FEW, styles={"Only some": [1]}, is_demonstration=False),
        "long": long_ballot(),
        "mixed": mixed_ballot(),
        "brittle": draft_election(trustees=3, threshold=3, is_demonstration=False),
        "keys": begun_election(),
        "drilling": drilling(),
        "ready": ready(),
        "by hand": ready(),
        "frozen": frozen_election(voters=3),
        "open": open_election(voters=12, **FEW),
        "closed": closed_election(voters=3, **FEW),
        "counted": counted_election(),
        "published": published(),
        "elected": elected(),
        "two languages": two_languages(),
        "cancelled": cancelled(),
    }
    return {name: each.reload() for name, each in built.items()} | {"empty": empty}, built


def correspondence(built):
    """Messages that were lost, a voter who asks for a link, reports, and a second organiser."""
    election = built.reload()
    ada, ben, cleo = election.voters.order_by("number")[8:11]
    link_loss_note(voter=ada, state=MessageState.FAILED, reason=MessageReason.ADDRESS)
    link_bounce_note(voter=ben, reason=MessageReason.FULL)
    asked = link_request_note(election=election, email=cleo.email)
    link_request_resolve(request_id=asked.pk)
    reports = [
        voter_report(election=election, text="The page\nwas empty", contact=contact)
        for contact in ("ada@example.org", "")
    ]
    person = people.official()
    voter_report_done(election=election, report_id=reports[1].pk, official=person)
    official_invite(election=election, email="second@example.org", name="Second", added_by=person)


def placeholders(found, built):
    """What the table cannot know: codes, numbers of entries, an upload."""
    counting, tested, replaced, withdrawn = (
        lock(built["open"], voter, [[1, 0, 0]]) for voter in (1, 2, 3, 7)
    )
    cast(counting)
    challenge(tested)
    cast(replaced)
    vote(built["open"], 3, [[0, 1, 0]])
    cast(withdrawn)
    reissued(built["open"], 5, 6)
    revoked(built["open"], 7)
    correspondence(built["open"])
    upload = roll_upload(election=found["draft"], official=people.official(), text=FAULTY_ROLL)
    roll_upload_check(upload_id=upload.pk)
    return {
        "CAST": counting.tracker,
        "TEST": tested.tracker,
        "REPLACED": replaced.tracker,
        "WITHDRAWN": withdrawn.tracker,
        "CHANGE": str(entries_of_kind(found["open"].log, ("roll-change",)).first().index),
        "UPLOAD": str(upload.pk),
        "BALLOT": str(entries_of_kind(found["published"].log, ("ballot",)).first().index),
    }


def address(screen, found, values):
    """Where the screen is, with everything in it that only this server knows."""
    arguments = {key: values.get(value, value) for key, value in screen.arguments}
    if screen.election:
        key = "slug" if screen.name.startswith("record") else "election_id"
        arguments[key] = found[screen.election].slug
    query = screen.query
    for name, value in values.items():
        query = query.replace(name, value)
    return reverse(screen.name, kwargs=arguments) + query


def with_faults(application):
    """Shows the pages of faults, in the reader's language, at addresses of their own."""

    def answer(environ, start):
        path = environ["PATH_INFO"]
        if not path.startswith("/fault/"):
            return application(environ, start)
        with translation.override(environ.get("HTTP_ACCEPT_LANGUAGE", "en")[:2]):
            page = render_to_string(f"{path.rpartition('/')[2]}.html").encode()
        start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [page]

    return answer


def session():
    client = Client()
    people.sign_in(client, people.official())
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value}


def main():
    # Voters reach the product through the tests' client here.
    setup_test_environment()
    people.sessions_last()
    call_command("migrate", verbosity=0)
    app.conf.task_always_eager = True
    found, built = elections()
    values = placeholders(found, built)
    screens = {screen.title: address(screen, found, values) for screen in SCREENS}
    server = make_server(
        "127.0.0.1",
        0,
        with_faults(config.wsgi.application),
        server_class=Server,
        handler_class=Quiet,
    )
    described = {
        "address": f"http://127.0.0.1:{server.server_port}",
        "session": session(),
        "screens": screens | {f"fault {fault}": f"/fault/{fault}" for fault in FAULTS},
        "elections": {name: election.slug for name, election in found.items()},
    }
    print(json.dumps(described), flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
