from voting.errors import VotingError


class BallotError(VotingError):
    code = "ballot_refused"


class SignatureRefusedError(BallotError):
    """One answer for a credential that is not on the roll and for a signature that is wrong."""

    code = "signature_refused"
    status = 403


class OffRollError(BallotError):
    """The code was a voter's once: it was replaced, or its voter taken off the roll."""

    code = "off_roll"
    status = 403


class QuotaError(BallotError):
    code = "too_many"
    status = 429


class BusyError(BallotError):
    """So many ballots wait that another would only wait longer: the voter's device asks again."""

    code = "busy"
    status = 503
    retry_after = 5


class AlreadyUsedError(BallotError):
    """A ballot that was cast cannot be shown, and one that was shown cannot be cast."""

    code = "already_used"
    status = 409
