"""The voter roll while it is a draft: names and addresses, which never leave the database."""

import enum
from collections.abc import Callable
from itertools import islice

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from voting.errors import NotFoundError, RollError
from voting.models import CodeMaker, Election, Voter
from voting.roll_csv import RollReport, RollRow, read_roll, untold
from voting.services.guards import draft_locked

BATCH = 2000


class Faulty(enum.Enum):
    """What to do with the lines that cannot be added."""

    REFUSE = "refuse"
    LEAVE_OUT = "leave out"


def roll_read(
    *, election: Election, text: str, on_progress: Callable[[int], None] = untold
) -> RollReport:
    """What a voter file would add to this election. Changes nothing."""
    styles = tuple(election.styles.values_list("name", flat=True))
    emails = election.voters.values_list("email", flat=True)
    return read_roll(
        text,
        styles=styles,
        known_emails=frozenset(email.lower() for email in emails),
        on_progress=on_progress,
    )


@transaction.atomic
def roll_import(*, election: Election, text: str, faulty: Faulty = Faulty.REFUSE) -> RollReport:
    """Add the voters of a file, all of them or none.

    Raises:
        RollError: lines are faulty and the caller did not say to leave them out, or none is left.
    """
    locked = draft_locked(election, act=_("add voters"))
    report = roll_read(election=locked, text=text)
    if report.faults and faulty is Faulty.REFUSE:
        lines = [str(fault) for fault in report.faults]
        raise RollError(
            _("%(count)s faults in the voter file; nobody was added") % {"count": len(lines)}, lines
        )
    if not report.rows:
        raise RollError(_("no line of the voter file can be added"), [])
    _rows_add(locked, report.rows)
    return report


@transaction.atomic
def voter_remove(*, election: Election, number: int) -> None:
    locked = draft_locked(election, act=_("remove a voter"))
    deleted = locked.voters.filter(number=number).delete()[0]
    if not deleted:
        raise NotFoundError(_("there is no such voter"))


@transaction.atomic
def roll_clear(*, election: Election) -> None:
    locked = draft_locked(election, act=_("remove all voters"))
    locked.voters.all().delete()
    locked.code_maker = CodeMaker.NONE
    locked.save(update_fields=["code_maker"])


def _rows_add(election: Election, rows: tuple[RollRow, ...]) -> None:
    styles = {style.name: style for style in election.styles.all()}
    last = election.voters.aggregate(last=Max("number"))["last"] or 0
    voters = (
        Voter(
            election=election,
            number=number,
            name=row.name,
            email=row.email,
            weight=row.weight,
            style=styles[row.style],
        )
        for number, row in enumerate(rows, start=last + 1)
    )
    # A batch at a time: a whole roll of rows would be held in memory before the first is written.
    while batch := list(islice(voters, BATCH)):
        Voter.objects.bulk_create(batch)
