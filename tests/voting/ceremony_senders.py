"""A process of its own in which key holders send their entries at once, so that tests can race it.

Usage: python -m tests.voting.ceremony_senders ACT ELECTION, with the settings in the environment.
"""

import json
import sys
from collections.abc import Callable
from threading import Barrier, Thread

import django

django.setup()

from django.core.management import call_command  # noqa: E402  needs the set-up above
from django.db import connection  # noqa: E402

from board.models import Entry  # noqa: E402
from crypto.transcript import sha256  # noqa: E402
from crypto.trustee_keys import TrusteeSecret  # noqa: E402
from tests.elections import (  # noqa: E402
    BuiltElection,
    confirm_payload,
    draft_election,
    drill_payload,
    key_payload,
    share_payload,
)
from voting.ceremonies import ceremony_view  # noqa: E402
from voting.models import CeremonyStep, Election, Trustee  # noqa: E402
from voting.selectors import trustee_get  # noqa: E402
from voting.services import ceremony_start, trustee_entry_accept  # noqa: E402

TRUSTEES = 4
ROUNDS = (key_payload, share_payload, confirm_payload, drill_payload)


def create(_election: str) -> None:
    call_command("migrate", verbosity=0)
    built = draft_election(trustees=TRUSTEES, threshold=2)
    ceremony_start(election=built.election)
    print(built.election.pk)  # noqa: T201  read by the parent


def race(election: str) -> None:
    """In each round all key holders send at the same moment, each of them twice."""
    built = BuiltElection(Election.objects.get(pk=election))
    group = ceremony_view(built.reload()).ceremony.group
    numbers = range(1, TRUSTEES + 1)
    built.secrets = [TrusteeSecret.draw(group, index=i, threshold=2) for i in numbers]
    for make in ROUNDS:
        made = [(secret, *make(built.reload(), secret)) for secret in built.secrets]
        _at_once([_sender(built, *parts) for parts in made for _ in range(2)])


def _sender(
    built: BuiltElection, secret: TrusteeSecret, kind: str, payload: bytes
) -> Callable[[], object]:
    trustee = trustee_get(built.election, secret.index)
    signature = secret.sign(kind, sha256(payload))
    return lambda: trustee_entry_accept(
        trustee=trustee, kind=kind, payload=payload, signature=signature
    )


def _at_once(acts: list[Callable[[], object]]) -> None:
    barrier, faults = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001  told to the parent below
            faults.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        sys.exit("\n".join(faults))


def report(election: str) -> None:
    """What is on the record, and whether it is one whole ceremony."""
    row = Election.objects.get(pk=election)
    view = ceremony_view(row)
    facts = {
        "entries": Entry.objects.filter(log=row.log).count(),
        "steps": CeremonyStep.objects.count(),
        "trustees": Trustee.objects.count(),
        "is_complete": view.is_complete,
        "is_phase_right": row.ceremony_phase == view.phase.value,
    }
    print(json.dumps(facts))  # noqa: T201  read by the parent


ACTS: dict[str, Callable[[str], None]] = {act.__name__: act for act in (create, race, report)}

if __name__ == "__main__":
    ACTS[sys.argv[1]](sys.argv[2])
