"""What an official does, as a program: an election of ten questions with ten options each.

Run in the environment of a product, with an act and, after `begin`, the election's id. Prints JSON.
"""

import json
import sys

from django.conf import settings

import config.wsgi  # noqa: F401  sets Django up before models are imported
from tally.services import result_publish
from tally.tasks import count_advance
from tests.browser.mixed_paper import NAMES, NEEDED, OPTIONS, QUESTIONS, VOTERS
from tests.elections import contest_draft, draft_election
from voting.selectors import election_get
from voting.services import (
    ceremony_start,
    credentials_issue,
    election_close,
    election_freeze,
    election_open,
    trustee_invite,
)


def begin():
    """The election's id, and the key holders' links."""
    names = [f"Option {number}" for number in range(1, OPTIONS + 1)]
    built = draft_election(
        contests=[
            contest_draft(f"Question {number}", names, votes_max=3)
            for number in range(1, QUESTIONS + 1)
        ],
        voters=VOTERS,
        trustees=len(NAMES),
        threshold=NEEDED,
        is_demonstration=False,
    )
    ceremony_start(election=built.election)
    address = f"{settings.TABELLA_URL}/trustee/{built.election.slug}"
    tokens = [trustee_invite(trustee=trustee) for trustee in built.reload().trustees.all()]
    links = [f"{address}/{index}#{token}" for index, token in enumerate(tokens, start=1)]
    return {"id": built.election.slug, "links": links}


def open_voting(election):
    """The voters' codes."""
    codes = [code for _, code in credentials_issue(election=election)]
    election_freeze(election=election)
    election_open(election=election)
    return codes


def close(election):

    election_close(election=election)
    count_advance.delay(election.slug)


def publish(election):

    result_publish(election=election)


ACTS = {"open": open_voting, "close": close, "publish": publish}


def main():

    act, *rest = sys.argv[1:]
    answer = ACTS[act](election_get(*rest)) if rest else begin()
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
