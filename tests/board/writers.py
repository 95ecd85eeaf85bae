"""A process of its own that writes to a log, so that tests can race it, crash it and kill it.

Usage: python -m tests.board.writers ACT SLUG, with the settings in the environment.
"""

import json
import os
import sys
from collections.abc import Callable
from threading import Barrier, Thread

import django

django.setup()

from django.core.management import call_command  # noqa: E402  needs the set-up above
from django.db import connection, transaction  # noqa: E402

from board import services  # noqa: E402
from board.public_files import log_write_public  # noqa: E402
from board.selectors import log_get, log_locked, logs_unsigned  # noqa: E402
from tests.board.documents import ballot  # noqa: E402
from tests.board.folders import verify_folder  # noqa: E402
from tests.board.oracle import running_chain, tree_hash  # noqa: E402

THREADS = 8
BATCHES = 3
BATCH = 3


def create(slug: str) -> None:
    call_command("migrate", "board", verbosity=0)
    services.log_create(slug=slug, host="record.example")


def write(slug: str, number: int) -> None:
    with transaction.atomic():
        services.board_append(
            log=log_locked(slug), entries=[ballot(number * BATCH + at) for at in range(BATCH)]
        )


def race(slug: str) -> None:
    """Write from several threads that start together; fail if one of them does."""
    barrier, faults = Barrier(THREADS), []

    def run(thread: int) -> None:
        barrier.wait()
        try:
            for batch in range(BATCHES):
                write(slug, thread * BATCHES + batch)
        except Exception as error:  # noqa: BLE001  told to the parent below
            faults.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[number]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        sys.exit("\n".join(faults))


def crash_before_commit(slug: str) -> None:
    with transaction.atomic():
        services.board_append(log=log_locked(slug), entries=[ballot(0)])
        os._exit(9)


def crash_after_commit(slug: str) -> None:
    services.checkpoint_publish = lambda **_: os._exit(9)
    write(slug, 0)


def go_on(slug: str) -> None:
    """Write until killed, saying after each batch how long the log has become."""
    number = 0
    while True:
        write(slug, number)
        number += 1
        print(number * BATCH, flush=True)  # noqa: T201  read by the parent


def publish(slug: str) -> None:
    services.checkpoint_publish(log=log_get(slug))
    log_write_public(log=log_get(slug))


def report(slug: str) -> None:
    """Say whether what is stored is one log without gaps, and how far it is signed."""
    log = log_get(slug)
    rows = list(log.entries.order_by("index"))
    entries = [row.data for row in rows]
    signed = dict(log.checkpoints.values_list("size", "root"))
    facts = {
        "size": log.size,
        "signed": max(signed, default=0),
        "published": verify_folder(log),
        "is_unsigned": logs_unsigned().exists(),
        "is_one_log": [row.index for row in rows] == list(range(log.size))
        and log.root == tree_hash(entries)
        and [row.chain for row in rows] == running_chain(log.origin, entries)[1:]
        and all(root == tree_hash(entries[:size]) for size, root in signed.items()),
    }
    print(json.dumps(facts))  # noqa: T201  read by the parent


ACTS: dict[str, Callable[[str], None]] = {
    act.__name__: act
    for act in (create, race, crash_before_commit, crash_after_commit, go_on, publish, report)
}

if __name__ == "__main__":
    ACTS[sys.argv[1]](sys.argv[2])
