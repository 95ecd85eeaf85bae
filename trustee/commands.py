"""The five commands, each a conversation between board, key file, server and person."""

import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

from crypto.key_file import KeyPurpose
from crypto.trustee_keys import TrusteeSecret
from trustee import steps
from trustee.board import Board, BoardEntry, Seen
from trustee.errors import NotYetError, RefusedError, UnusableError
from trustee.files import new_passphrase, read_purpose, write_key_file
from trustee.record import BadEntryError, Phase, Record
from trustee.session import Session
from trustee.unlock import unlock
from trustee.words import arithmetic


def make_key(session: Session) -> None:
    """Write a key file, check it, and only then send its public part."""
    session.until_possible(lambda: _make_key(session))


def _make_key(session: Session) -> None:
    is_new = not session.key.exists()
    with session.record(None) as (board, record):
        view = record.ceremony
        if not is_new and _is_on_board(session, record):
            session.speaker.say("Your public key is in the public record already. Next: confirm.")
            return
        steps.verify_key_wanted(view, session.way.trustee)
        secret = _new_key(session, board, record) if is_new else _kept_key(session, record)
    session.deliver(steps.key_entry(view, secret))
    session.speaker.say(
        "Keep the key file and the passphrase apart; there is no other copy. Next: confirm."
    )


def _is_on_board(session: Session, record: Record) -> bool:
    """Tell whether the key in the file there is has reached the board; another one is a refusal."""
    if session.way.trustee not in record.ceremony.keys:
        return False
    purpose, secret = session.opened()
    steps.verify_own_key(record.ceremony, secret, purpose.attempt)
    return True


def _new_key(session: Session, board: Board, record: Record) -> TrusteeSecret:
    ceremony = record.ceremony.ceremony
    secret = steps.draw_secret(record.ceremony, session.way.trustee)
    session.speaker.say(
        f"You are {ceremony.trustees[secret.index - 1]}, key holder {secret.index} of "
        f"{len(ceremony.trustees)}. Any {ceremony.threshold} of you can open the count together."
    )
    purpose = KeyPurpose(
        election_id=session.way.election_id,
        trustee=session.way.trustee,
        parameters=ceremony.parameters,
        attempt=ceremony.attempt,
        log_key=board.log_key,
        checkpoint=board.checkpoint_note,
    )
    write_key_file(session.key, secret, purpose, new_passphrase(session.passphrase_file))
    session.speaker.say(f"Your key is in {session.key}. It opens with your passphrase.")
    return secret


def _kept_key(session: Session, record: Record) -> TrusteeSecret:
    """Take the key of a file whose public part never reached the board."""
    purpose, secret = session.opened()
    if purpose.attempt != record.ceremony.attempt:
        raise UnusableError(f"{session.key} is of an earlier ceremony; name a new file")
    session.speaker.say(f"Using the key in {session.key}, which is not in the public record yet.")
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
            session.speaker.say(
                "You have confirmed, and your key is in the public record, unchanged."
            )
            return
        if entry.kind in sent:
            raise NotYetError("the public record does not show what you sent")
        session.deliver(entry)
        sent.add(entry.kind)
        if entry.kind == "complaint":
            raise RefusedError("another key holder's part does not fit")
        if entry.kind == "confirm" or session.way.is_final:
            session.speaker.say(_AFTER[entry.kind])
            return


_AFTER = {
    "share": "Next: confirm, with a new task file.",
    "confirm": "Next: drill.",
}


def _ceremony(session: Session, purpose: KeyPurpose, secret: TrusteeSecret) -> Record:
    """Read the board; complain of what another key holder put there and does not hold."""
    with tempfile.TemporaryFile() as spool:
        record = Record(session.way.election_id, spool)
        try:
            entries = iter(Board(session.way, session.way.election_id, Seen.from_key_file(purpose)))
            record.read(entries)
        except BadEntryError as error:
            complaint = steps.complaint_about(record.ceremony, secret, error)
            if complaint is not None:
                _read_out(entries)
                # The refusal stands whether or not the server takes the complaint.
                with suppress(UnusableError):
                    session.deliver(complaint)
            raise
        return record


def _read_out(entries: Iterator[BoardEntry]) -> None:
    """Read to the end, where signature and roots are checked.

    Nobody is blamed for an entry that the log has not signed.

    Raises:
        RefusedError: what the server shows is not what it signed.
    """
    deque(entries, maxlen=0)


def drill(session: Session) -> None:
    """Prove, from the key file, that the key share can be used."""
    purpose, secret = session.opened()
    session.until_possible(lambda: _drill(session, purpose, secret))


def _drill(session: Session, purpose: KeyPurpose, secret: TrusteeSecret) -> None:
    with session.record(Seen.from_key_file(purpose)) as (_, record):
        steps.verify_own_key(record.ceremony, secret, purpose.attempt)
        challenge = session.way.status().drill_challenge
        session.deliver(steps.drill_step(record.ceremony, secret, challenge))


def status(session: Session) -> None:
    """Say what the server says is next, what the board says, and what computes."""
    known = read_purpose(session.key)
    answer = session.way.status()
    say = session.speaker.say
    who = f"{answer.name}, key holder" if answer.name else "Key holder"
    say(f"{who} {session.way.trustee}: {_NEXT.get(answer.step, answer.step)}")
    seen = Seen.from_key_file(known) if known else None
    try:
        with session.record(seen) as (board, record):
            entries = f"{board.checkpoint.size:,} entries"
            say(f"The public record holds {entries}. All of them fit together.")
            if record.phase is Phase.CEREMONY and record.ceremony.missing():
                say(f"The key ceremony is {steps.waiting_for(record.ceremony)}.")
    except NotYetError as error:
        say(f"Not yet: {error}.")
    say(arithmetic())


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


COMMANDS: Mapping[str, Callable[[Session], None]] = {
    "key": make_key,
    "confirm": confirm,
    "drill": drill,
    "unlock": unlock,
    "status": status,
}
