"""How the witnesses of a log stand, for pages: who has signed what is published, and who has not.

What is told of a published checkpoint is read from its own lines, as any reader does.
Source: docs/spec/board.md sections 9 and 10.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from board.models import Log, Trouble, WitnessAnswer
from board.published import published_if_any
from board.witnesses import policy_of
from crypto.cosignatures import CosignatureVerifier
from crypto.errors import CryptoError


@dataclass(frozen=True, slots=True)
class WitnessStanding:
    """One witness.

    Attributes:
        name: the name of its key.
        signed_at: when it says that it signed the published checkpoint; None if it did not.
        trouble: what keeps it from signing, in words; empty where nothing is known to.
        is_alarm: whether it says that it saw another history.
    """

    name: str
    signed_at: datetime | None
    trouble: str
    is_alarm: bool


@dataclass(frozen=True, slots=True)
class WitnessedLog:
    """The witnesses of one log.

    Attributes:
        witnesses: each of them, in the order of the policy.
        quorum: how many have to sign; 0 before the policy is fixed, or where none has to.
        is_waiting: whether entries wait to be published, for witnesses or for a moment.
        goes_on: whether the log publishes with fewer signatures as well.
    """

    witnesses: Sequence[WitnessStanding]
    quorum: int
    is_waiting: bool
    goes_on: bool

    @property
    def signed(self) -> int:
        """Return how many witnesses have signed what is published."""
        return sum(witness.signed_at is not None for witness in self.witnesses)

    @property
    def total(self) -> int:
        """Return how many witnesses there are."""
        return len(self.witnesses)

    @property
    def is_short(self) -> bool:
        """Return whether fewer have signed than the policy asks for."""
        return self.signed < self.quorum

    @property
    def is_settled(self) -> bool:
        """Return whether every entry is published, under the signatures the policy asks for."""
        return not (self.is_waiting or self.is_short)


def witnessed_log(log: Log) -> WitnessedLog:
    """Return how the witnesses of `log` stand; none of them where nobody named any."""
    policy = policy_of(log)
    found = published_if_any(log)
    answers = WitnessAnswer.objects.filter(log=log).exclude(trouble=Trouble.NONE)
    troubles = {answer.witness: Trouble(answer.trouble) for answer in answers}
    return WitnessedLog(
        witnesses=[
            _standing(key, found.note if found else "", troubles.get(key.text(), Trouble.NONE))
            for key in policy.verifiers()
        ],
        quorum=policy.quorum,
        is_waiting=(found.size if found else 0) < log.size,
        goes_on=policy.degraded == "publish",
    )


def _standing(key: CosignatureVerifier, note: str, trouble: Trouble) -> WitnessStanding:
    try:
        signed_at = datetime.fromtimestamp(key.verify(note), UTC)
    except (CryptoError, OverflowError, ValueError):  # not signed, or at no time there is
        signed_at = None
    is_alarm = trouble == Trouble.CONTRADICTS
    has_trouble = is_alarm or (signed_at is None and trouble != Trouble.NONE)
    return WitnessStanding(
        name=key.name,
        signed_at=signed_at,
        trouble=str(trouble.label) if has_trouble else "",
        is_alarm=is_alarm,
    )
