"""A process of its own in which several organisers agree at once, so that tests can race it.

Usage: python -m tests.voting.agreers ACT ELECTION, with the settings in the environment.
"""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402  needs the set-up above
from django.db import connection  # noqa: E402

from tests import people  # noqa: E402
from tests.elections import open_election  # noqa: E402
from voting.acts import act_named  # noqa: E402
from voting.errors import ProposalError  # noqa: E402
from voting.models import AuditEntry, Election, Proposal  # noqa: E402
from voting.services import (  # noqa: E402
    official_add,
    official_joined,
    proposal_agree,
    proposal_make,
)

ORGANISERS = 4


def create(_election: str) -> None:
    call_command("migrate", verbosity=0)
    built = open_election(is_demonstration=False, trustees=2, threshold=1)
    for user in map(_organiser, range(ORGANISERS)):
        official_add(election=built.election, user=user)
        official_joined(election=built.election, user=user)
    print(built.election.pk)  # noqa: T201  read by the parent


def _organiser(number: int) -> User:
    return people.person(f"o{number}@example.org", f"O{number}")


def race(election: str) -> None:
    """One proposes, all others agree at the same moment, each of them twice."""
    row = Election.objects.select_related("log").get(pk=election)
    later = row.closes_at + timedelta(days=1)
    proposer, *others = map(_organiser, range(ORGANISERS))
    proposal = proposal_make(
        election=row,
        act=act_named("extend"),
        content={"closes": later.isoformat(), "reason": "Snow"},
        reason="Snow",
        proposer=proposer,
    )
    acts = [
        lambda other=other: proposal_agree(
            election=row, proposal_id=proposal.pk, official=other, seen=proposal.content_hash
        )
        for other in others * 2
    ]
    print(json.dumps(sorted(_at_once(acts))))  # noqa: T201  read by the parent


def _at_once(acts: list[Callable[[], object]]) -> list[str]:
    barrier, outcomes = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
            outcomes.append("done")
        except ProposalError:
            outcomes.append("refused")
        except Exception as error:  # noqa: BLE001  told to the parent below
            outcomes.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def report(election: str) -> None:
    row = Election.objects.get(pk=election)
    entries = row.log.entries.filter(kind="extend").count()
    lines = AuditEntry.objects.filter(election=row, kind="done").count()
    states = list(Proposal.objects.values_list("state", flat=True))
    print(json.dumps({"entries": entries, "lines": lines, "states": states}))  # noqa: T201


ACTS: dict[str, Callable[[str], None]] = {act.__name__: act for act in (create, race, report)}

if __name__ == "__main__":
    ACTS[sys.argv[1]](sys.argv[2])
