"""A program: an election under way in the installation of the environment, with a backup halfway.

    python -m tests.deploy.under_way BACKUPS

Prints, as JSON, the election and the ballots that were on the record before and after the backup.
"""

import json
import sys
from pathlib import Path

import django


def main(backups: Path) -> None:
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  they need the settings

    from config.celery import app  # noqa: PLC0415
    from tests.elections import open_election  # noqa: PLC0415
    from tests.votes import look, vote  # noqa: PLC0415

    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    call_command("migrate", verbosity=0)
    built = open_election(voters=3)
    before = [vote(built, 1, [[1, 0, 0]]), vote(built, 2, [[0, 1, 0]])]
    call_command("backup", backups)
    after = [vote(built, 1, [[0, 0, 1]]), vote(built, 3, [[0, 1, 0]])]
    assert all(look(ballot)["status"] == "recorded" for ballot in [*before, *after])
    said = {
        "election": built.election.slug,
        "before": [ballot.hash for ballot in before],
        "after": [ballot.hash for ballot in after],
    }
    print(json.dumps(said))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
