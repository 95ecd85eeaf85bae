"""The names of what may stand only once among all ballots (crypto.ballot_parts).

They are made when a ballot's proofs are checked and stay with it until it is recorded or promised;
from then on each is a row, and the database holds every name once. So nothing is decoded under the
lock.
"""

from collections.abc import Collection, Iterable

from django.db import transaction

from ballots.models import BallotPart
from board.rows import rows_insert
from crypto.ballot_parts import PART_SIZE
from voting.models import Election

# Below the number of variables that SQLite takes in one statement.
_AT_ONCE = 20_000


def parts_join(names: Iterable[bytes]) -> bytes:
    return b"".join(names)


def parts_split(joined: bytes) -> list[bytes]:
    return [joined[at : at + PART_SIZE] for at in range(0, len(joined), PART_SIZE)]


def parts_take(election: Election, names: Collection[bytes]) -> None:
    """Note names as on the record or promised, all of them or none.

    Raises IntegrityError where one was noted before. Names of a whole batch take one statement:
    which of them is known is asked only after the database refused them.
    """
    with transaction.atomic():
        rows_insert(BallotPart, ("election_id", "name"), [(election.pk, name) for name in names])


def parts_taken(election: Election, names: Collection[bytes]) -> set[bytes]:
    """Those of `names` that are on the record or promised."""
    waiting = list(names)
    taken: set[bytes] = set()
    for start in range(0, len(waiting), _AT_ONCE):
        rows = BallotPart.objects.filter(
            election=election, name__in=waiting[start : start + _AT_ONCE]
        )
        taken.update(bytes(name) for name in rows.values_list("name", flat=True))
    return taken
