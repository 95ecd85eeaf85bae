"""What can go wrong in the voting room, each with a code for machines and a message for people."""

from collections.abc import Sequence
from typing import ClassVar


class VotingError(Exception):
    code: ClassVar[str] = "voting_error"
    status: ClassVar[int] = 400
    # Seconds after which the same request may succeed, where that is known.
    retry_after: ClassVar[int | None] = None

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFoundError(VotingError):
    code = "not_found"
    status = 404


class StateError(VotingError):
    """The election is in a state that does not allow this."""

    code = "wrong_state"
    status = 409


class InputError(VotingError):
    """A value from outside is refused; the message names the place."""

    code = "bad_input"


class NotReadyError(VotingError):
    """Something is missing; `missing` names every missing thing in plain words."""

    code = "not_ready"
    status = 409

    def __init__(self, message: str, missing: Sequence[str]) -> None:
        super().__init__(f"{message}: {'; '.join(missing)}")
        self.missing = tuple(missing)


class RollError(VotingError):
    """The voter roll file is refused as a whole; `lines` holds one message per fault."""

    code = "roll_refused"

    def __init__(self, message: str, lines: Sequence[str]) -> None:
        super().__init__(message)
        self.lines = tuple(lines)


class SignInError(VotingError):
    """One answer for every failed sign-in, so that it tells nothing about the voter roll."""

    code = "sign_in_refused"
    status = 403


class WrongMailedCodeError(VotingError):
    """Not the code in the mail; another try is left."""

    code = "wrong_mailed_code"
    status = 403


class MailedCodeOverError(VotingError):
    """Too old, used, or tried too often: another one has to be asked for."""

    code = "mailed_code_over"
    status = 403


class TooManyMailsError(VotingError):
    code = "too_many_mails"
    status = 429


class VisitOverError(VotingError):
    """This election asks for a mailed code, and none was answered in this visit."""

    code = "visit_over"
    status = 403


class EntryError(VotingError):
    """A trustee's entry is refused; nothing was appended."""

    code = "entry_refused"


class TooManyReportsError(VotingError):
    code = "too_many_reports"
    status = 429


class SelfCheckError(VotingError):
    """The test ballots made before opening did not come back as they went in."""

    code = "self_check_failed"
    status = 409


class TooManyRequestsError(VotingError):
    code = "too_many_requests"
    status = 429


class SecondStepError(VotingError):
    """The second step of an official's sign-in was not proved."""

    code = "second_step_refused"
    status = 403


class WaitError(VotingError):
    """Too many guesses: nothing is tried before the wait is over."""

    code = "wait"
    status = 429

    def __init__(self, message: str, *, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class ProposalError(VotingError):
    """An act for which two have to agree is not agreed to; nothing was done."""

    code = "not_agreed"
    status = 409
