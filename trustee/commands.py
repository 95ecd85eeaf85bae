"""The five commands, each a conversation between board, key file, server and person."""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from crypto.key_file import KeyPurpose
from crypto.trustee_keys import TrusteeSecret
from trustee import steps
from trustee.board import Board, Seen
from trustee.count import recount, single_ballot_contests
from trustee.errors import NotYetError, RefusedError, ServerError, UnusableError
from trustee.files import (
    UnlockNote,
    ask_passphrase,
    new_passphrase,
    open_key_file,
    read_purpose,
    write_key_file,
)
from trustee.link import Link
from trustee.record import BadEntryError, Phase, Record
from trustee.server import Server
from trustee.words import Speaker

POLL_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Session:
    """One run of the program.

    Attributes:
        link: whose election and key it is about.
        file: path of the key file.
        passphrase_file: where the passphrase is read from instead of the terminal.
        wait: seconds to wait for others.
        is_quick: whether ballots' proofs are left unchecked before an unlock.
        may_open_single: whether a total of one ballot may be opened.
        speaker: tells the person.
        pause: waits for some seconds.
    """

    link: Link
    file: Path
    passphrase_file: Path | None
    wait: int
    is_quick: bool
    may_open_single: bool
    speaker: Speaker
    pause: Callable[[float], None]

    @property
    def server(self) -> Server:
        """The server of the link."""
        return Server(self.link)

    def opened(self) -> tuple[KeyPurpose, TrusteeSecret]:
        """Open the key file.

        Raises:
            UnusableError: it cannot be opened.
        """
        if not self.file.exists():
            raise UnusableError(f"there is no key file {self.file}")
        return open_key_file(self.file, self.link, ask_passphrase(self.passphrase_file))

    def until_possible(self, act: Callable[[], None]) -> None:
        """Do something as soon as others have done their part, within the time to wait.

        Raises:
            NotYetError: they have not when the time is up.
            ServerError: the server does not answer then.
        """
        deadline = time.monotonic() + self.wait
        while True:
            try:
                return act()
            except (NotYetError, ServerError):
                if time.monotonic() >= deadline:
                    raise
            self.pause(POLL_SECONDS)


@contextmanager
def read_record(session: Session, seen: Seen | None) -> Iterator[tuple[Board, Record]]:
    """Fetch and check the whole board."""
    with tempfile.TemporaryFile() as spool:
        board = Board(session.server, session.link.election_id, seen)
        record = Record(session.link.election_id, spool)
        record.read(board)
        yield board, record


def make_key(session: Session) -> None:
    """Write a key file, check it, and only then send its public part."""
    if not session.link.is_private:
        session.speaker.say("Careful: this link is not encrypted on its way (http).")
    session.until_possible(lambda: _make_key(session))


def _make_key(session: Session) -> None:
    is_new = not session.file.exists()
    with read_record(session, None) as (board, record):
        view = record.ceremony
        if not is_new and _is_on_board(session, record):
            session.speaker.say("Your public key is on the board already. Next: confirm.")
            return
        steps.verify_key_wanted(view, session.link.trustee)
        secret = _new_key(session, board, record) if is_new else _kept_key(session, record)
    _send(session, steps.key_entry(view, secret))
    session.speaker.say(
        "Your public key is on the board. Keep the file and the passphrase apart; "
        "there is no other copy. Next: confirm."
    )


def _is_on_board(session: Session, record: Record) -> bool:
    """Tell whether the key in the file there is has reached the board; another one is a refusal."""
    if session.link.trustee not in record.ceremony.keys:
        return False
    purpose, secret = session.opened()
    steps.verify_own_key(record.ceremony, secret, purpose.attempt)
    return True


def _new_key(session: Session, board: Board, record: Record) -> TrusteeSecret:
    ceremony = record.ceremony.ceremony
    secret = steps.draw_secret(record.ceremony, session.link.trustee)
    purpose = KeyPurpose(
        election_id=session.link.election_id,
        trustee=session.link.trustee,
        parameters=ceremony.parameters,
        attempt=ceremony.attempt,
        log_key=board.log_key,
        checkpoint=board.checkpoint_note,
    )
    write_key_file(session.file, secret, purpose, new_passphrase(session.passphrase_file))
    session.speaker.say(f"Your key is in {session.file}. It opens with your passphrase.")
    return secret


def _kept_key(session: Session, record: Record) -> TrusteeSecret:
    """Take the key of a file whose public part never reached the board."""
    purpose, secret = session.opened()
    if purpose.attempt != record.ceremony.attempt:
        raise UnusableError(f"{session.file} is of an earlier ceremony; name a new file")
    session.speaker.say(f"Using the key in {session.file}, which is not on the board yet.")
    return secret


def confirm(session: Session) -> None:
    """Send shares, check those of the others, and confirm or complain."""
    purpose, secret = session.opened()
    sent: set[str] = set()
    session.until_possible(lambda: _confirm(session, purpose, secret, sent))


def _confirm(session: Session, purpose: KeyPurpose, secret: TrusteeSecret, sent: set[str]) -> None:
    while True:
        record = _ceremony(session, purpose, secret)
        steps.verify_own_key(record.ceremony, secret, purpose.attempt)
        entry = steps.confirm_step(record.ceremony, secret)
        if entry is None:
            session.speaker.say("You have confirmed, and your key is on the board, unchanged.")
            return
        if entry.kind in sent:
            raise NotYetError("the board does not show what you sent")
        _send(session, entry)
        sent.add(entry.kind)
        if entry.kind == "complaint":
            raise RefusedError("another key holder's part does not fit; your complaint is sent")
        session.speaker.say(_SENT[entry.kind])
        if entry.kind == "confirm":
            return


_SENT = {
    "share": "Your parts for the other key holders are on the board.",
    "confirm": "All parts for you are right, and you have confirmed what you saw. Next: drill.",
}


def _ceremony(session: Session, purpose: KeyPurpose, secret: TrusteeSecret) -> Record:
    """Read the board; complain of what another key holder put there and does not hold."""
    with tempfile.TemporaryFile() as spool:
        record = Record(session.link.election_id, spool)
        try:
            board = Board(session.server, session.link.election_id, Seen.from_key_file(purpose))
            record.read(board)
        except BadEntryError as error:
            complaint = steps.complaint_about(record.ceremony, secret, error)
            if complaint is not None:
                # The refusal stands whether or not the server takes the complaint.
                with suppress(UnusableError):
                    _send(session, complaint)
            raise
        return record


def drill(session: Session) -> None:
    """Prove, from the key file, that the key share can be used."""
    purpose, secret = session.opened()
    session.until_possible(lambda: _drill(session, purpose, secret))


def _drill(session: Session, purpose: KeyPurpose, secret: TrusteeSecret) -> None:
    with read_record(session, Seen.from_key_file(purpose)) as (_, record):
        steps.verify_own_key(record.ceremony, secret, purpose.attempt)
        challenge = session.server.status().drill_challenge
        _send(session, steps.drill_step(record.ceremony, secret, challenge))
    session.speaker.say("Your key works. The board says so now.")


def unlock(session: Session) -> None:
    """Count everything again, and unlock exactly what came out, once."""
    purpose, secret = session.opened()
    session.until_possible(lambda: _unlock(session, purpose, secret))


def _unlock(session: Session, purpose: KeyPurpose, secret: TrusteeSecret) -> None:
    # Only a hint that spares reading the board again and again; the board decides.
    if session.server.status().step == "wait":
        raise NotYetError("the totals are not on the board")
    with read_record(session, Seen.from_key_file(purpose)) as (board, record):
        _verify_totals_stand(record)
        board.verify_witnessed(record.manifest.witnesses)
        steps.verify_own_key(record.ceremony, secret, purpose.attempt)
        note = UnlockNote(session.file)
        note.verify(record.tally_hash)
        if _is_over(session, record, secret):
            return
        _verify_single_ballots(session, record)
        tally = recount(
            record, has_proofs_checked=not session.is_quick, show=session.speaker.progress
        )
        _tell_what_opens(session, board, record)
        entry = steps.unlock_step(record, secret, tally)
        note.write(record.tally_hash)
        _send(session, entry)
    session.speaker.say("Done. Your unlock share is on the board.")


def _verify_totals_stand(record: Record) -> None:
    if record.phase is Phase.CANCELLED:
        raise RefusedError("the election was cancelled; nothing is to be unlocked")
    if record.phase.value < Phase.DECRYPTING.value:
        raise NotYetError("the totals are not on the board")


def _is_over(session: Session, record: Record, secret: TrusteeSecret) -> bool:
    """Tell whether nothing is left to unlock.

    Raises:
        RefusedError: an unlock share of this key for other totals stands on the board.
    """
    given = record.decryptions.get(secret.index)
    if given is not None and given.tally != record.tally_hash:
        raise RefusedError("an unlock share of yours for other totals stands on the board")
    if given is not None:
        session.speaker.say("You have unlocked these totals already. Nothing is left to do.")
        return True
    if record.phase is not Phase.DECRYPTING:
        session.speaker.say("The totals were opened without your key. Nothing is left to do.")
        return True
    return False


def _verify_single_ballots(session: Session, record: Record) -> None:
    single = single_ballot_contests(record)
    if not single:
        return
    numbers = ", ".join(map(str, single))
    warning = f"in question {numbers} one ballot is the whole total: unlocking it opens that ballot"
    if session.may_open_single or record.manifest.demonstration:
        session.speaker.say(f"Careful: {warning}.")
        return
    raise RefusedError(f"{warning}. If that is agreed, add --open-single")


def _tell_what_opens(session: Session, board: Board, record: Record) -> None:
    count = record.manifest.option_count
    ballots = len(record.tally_input.counted) if record.tally_input else 0
    say = session.speaker.say
    say(f"The board holds {board.checkpoint.size:,} entries and {ballots:,} counted ballots.")
    if session.is_quick:
        say("Not checked on this device: the proofs of the single ballots.")
    else:
        say("Every counted ballot's signature and proofs were checked on this device.")
    say("Every total was computed again on this device and is the one on the board.")
    say(
        f"Their SHA-256 is {record.tally_hash.hex()}: the same for every key holder, "
        "and on the page of the entry with the locked totals."
    )
    opening = f"You will open {count:,} totals."
    # Without proofs one made-up ballot can take the others away again and leave one alone.
    may_be_alone = session.is_quick or single_ballot_contests(record)
    say(opening if may_be_alone else f"{opening} You will not open any single ballot.")


def status(session: Session) -> None:
    """Say what the server says is next, and what the board says."""
    known = read_purpose(session.file)
    answer = session.server.status()
    say = session.speaker.say
    say(f"{answer.name}, key holder {session.link.trustee}: {_NEXT.get(answer.step, answer.step)}")
    seen = Seen.from_key_file(known) if known else None
    try:
        with read_record(session, seen) as (board, record):
            say(f"The board holds {board.checkpoint.size:,} entries. All of them fit together.")
            if record.phase is Phase.CEREMONY and record.ceremony.missing():
                say(f"The key ceremony is {steps.waiting_for(record.ceremony)}.")
    except NotYetError as error:
        say(f"Not yet: {error}.")


_NEXT: Mapping[str, str] = {
    "key": "make your key (key)",
    "share": "send your parts to the others (confirm)",
    "confirm": "check the others' parts and confirm (confirm)",
    "drill": "prove that your key file works (drill)",
    "unlock": "unlock the totals (unlock)",
    "wait": "nothing to do now",
    "done": "you are finished",
    "stopped": "the ceremony or the election was stopped; ask the organiser",
}


def _send(session: Session, entry: steps.Outgoing) -> None:
    session.server.post(entry.kind, entry.payload, entry.signature)


COMMANDS: Mapping[str, Callable[[Session], None]] = {
    "key": make_key,
    "confirm": confirm,
    "drill": drill,
    "unlock": unlock,
    "status": status,
}
