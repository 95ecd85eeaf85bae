"""A server with elections for the booth's tests, in a process of its own.

A browser's driver keeps an event loop in the tests' thread, where Django refuses to work.
Prints one line of JSON: the address, the folder of mails and, by name, each election's id and its
voters' codes.
"""

import json
from dataclasses import replace
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.core.management import call_command

from config.celery import app
from config.wsgi import application
from tests.browser.stand_ins import naming_witnesses, with_promises, witnesses_sign
from tests.browser.voters import MARKUP
from tests.elections import (
    closed_election,
    contest_draft,
    election_draft,
    frozen_election,
    open_election,
)
from voting.models import SecondFactor
from voting.services import ContestDraft, OptionDraft


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments):
        """Say nothing: nobody reads it."""


def contests():
    """One question of every kind."""
    chair = contest_draft()
    chair.options[0] = OptionDraft(
        title={"en": "Dana Levi"}, description={"en": "Treasurer for four years."}, option_max=1
    )
    names = [f"{name} {number}" for number in range(1, 10) for name in ("André", "Zoë", "Mei")]
    return [
        chair,
        contest_draft(f"Board {MARKUP}", ["Ada", f"Ben {MARKUP}", "Cleo", "Dina"], votes_max=3),
        contest_draft("Budget", ["Parks", "Roads"], option_max=10, votes_max=10),
        contest_draft("Statutes", ["Yes", "No"], votes_min=1),
        contest_draft("Assembly", names, votes_max=5),
    ]


def crowd():
    """One question with sixty people to choose from, one of whom is described."""
    names = [f"{name} {number}" for number in range(1, 21) for name in ("André", "Zoë", "Mei")]
    assembly = contest_draft("Assembly", names, votes_max=3)
    assembly.options[0] = OptionDraft(
        title={"en": names[0]}, description={"en": "A gardener from the north."}, option_max=1
    )
    return [assembly]


def rules_election():
    """A contact, sections, options chosen alone, and lists that begin elsewhere for each style."""
    board, none = {"en": "Board", "fr": "Conseil"}, {"en": "None of these", "fr": "Aucun"}
    draft = replace(
        election_draft(),
        languages=("en", "fr"),
        title={"en": "Riverside board election", "fr": "Élection du conseil"},
        description={},
        contact={"en": "office@riverside.example", "fr": "bureau@riverside.example"},
    )
    names = [{"en": name, "fr": name} for name in ("Ada", "Ben", "Cleo")]
    options = [OptionDraft(title=name, description={}) for name in names]
    chair = ContestDraft(
        title={"en": "Chair", "fr": "Présidence"},
        description={},
        votes_min=0,
        votes_max=2,
        options=[*options, OptionDraft(title=none, description={}, exclusive=True)],
        section=board,
        order="by_style",
        seats=1,
    )
    treasurer = replace(chair, title={"en": "Treasurer", "fr": "Trésorerie"}, options=options)
    budget = replace(treasurer, title={"en": "Budget", "fr": "Budget"}, section={}, order="fixed")
    roll = ["name,email,style", *(f"N {i},voter{i}@example.org,North" for i in range(20))]
    return open_election(
        draft=draft,
        contests=[chair, treasurer, budget],
        styles={"North": [1, 2, 3]},
        voters=20,
        roll="\n".join(roll),
    )


def described(built):
    return {"id": built.election.slug, "codes": list(built.codes.values())}


def witnessed_election(degraded):
    with naming_witnesses(degraded):
        return open_election(voters=30)


def main():
    call_command("migrate", verbosity=0)
    app.conf.task_always_eager = True
    witnessed = {name: witnessed_election(name) for name in ("publish", "wait")}
    witnesses_sign({built.election.log.origin for built in witnessed.values()})
    elections = {
        "long": described(open_election(contests=contests(), voters=60)),
        "crowd": described(open_election(contests=crowd(), voters=10)),
        "short": described(open_election(voters=160)),
        "rules": described(rules_election()),
        "other": described(open_election(voters=10)),
        "frozen": described(frozen_election(voters=10)),
        "closed": described(closed_election(voters=10)),
        "witnessed": described(witnessed["publish"]),
        "patient": described(witnessed["wait"]),
        "mailed": described(open_election(voters=20, second_factor=SecondFactor.MAIL)),
    }
    answer = with_promises(application)
    server = make_server("127.0.0.1", 0, answer, server_class=Server, handler_class=Quiet)
    address = f"http://127.0.0.1:{server.server_port}"
    told = {"address": address, "elections": elections, "mails": str(settings.EMAIL_FILE_PATH)}
    print(json.dumps(told), flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
