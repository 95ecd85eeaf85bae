"""The ceremony through the program, as three key holders meet it."""

import json
import stat

import pytest

from crypto import canonical_json
from crypto.ceremony import Phase
from crypto.entries import decode_entry
from crypto.errors import ProofError
from crypto.key_file import decode_key_purpose
from crypto.transcript import sha256
from crypto.trustee_keys import ShareNonces, TrusteeSecret, encrypt_shares
from tests.crypto.manifests import ELECTION_ID
from tests.trustee.conftest import Desk
from tests.trustee.served import TOKENS, MemoryBoard


def errors(capsys):
    return capsys.readouterr().err


def test_three_key_holders_get_through_the_ceremony(drilled):
    assert drilled.view.phase is Phase.DRILLING
    assert drilled.view.is_complete


def test_making_a_key_says_who_one_is_and_how_many_are_needed(election, desk, capsys):
    assert desk.run("key", 2) == 0
    said = capsys.readouterr().out
    assert "You are Grace, key holder 2 of 3. Any 2 of you can open the count together." in said


def test_waiting_for_others_names_them(election, desk, capsys):
    desk.run("key", 1)
    assert desk.run("confirm", 1) == 2
    assert "waiting for: Grace, Edsger" in errors(capsys)


def test_waiting_ends_as_soon_as_the_others_have_acted(election, desk):
    desk.run("key", 1)
    acts = iter(
        [lambda: desk.run("key", 2), lambda: desk.run("key", 3)]
        + [lambda i=i: desk.run("confirm", i) for i in (2, 3)]
    )
    other = desk.pauses.append
    desk.pauses = _Acts(acts, other)
    assert desk.run("confirm", 1, "--wait", "600") == 0
    assert 1 in election.view.confirmed


class _Acts:
    """Lets somebody else act at every pause."""

    def __init__(self, acts, pause):
        self._acts, self._pause = acts, pause

    def append(self, seconds):
        self._pause(seconds)
        next(self._acts, lambda: None)()


def test_a_key_file_is_for_its_owner_only(election, desk):
    desk.run("key", 1)
    assert stat.S_IMODE(desk.key_file(1).stat().st_mode) == 0o600
    assert decode_key_purpose(desk.key_file(1).read_bytes()).election_id == ELECTION_ID


def test_a_file_that_is_there_is_never_overwritten(election, desk, capsys):
    desk.key_file(1).write_text("my shopping list")
    assert desk.run("key", 1) == 2
    assert desk.key_file(1).read_text() == "my shopping list"
    assert "no key file" in errors(capsys)


def test_the_file_is_written_before_the_key_is_sent(election, desk):
    election.accept = _refuse
    assert desk.run("key", 1) == 2
    assert desk.key_file(1).exists()
    del election.accept
    assert desk.run("key", 1) == 0
    assert 1 in election.view.keys


def _refuse(*_args):

    raise ProofError("not today")


def test_making_a_key_twice_is_making_it_once(election, desk):
    assert desk.run("key", 1) == desk.run("key", 1) == 0
    assert len(election.board.rows) == 2


def test_a_key_somebody_else_made_in_my_name_is_refused(election, desk, capsys):
    desk.run("key", 1, file=desk.folder / "thief.txt")
    assert desk.run("key", 1) == 1
    assert "in your name is in the public record already" in errors(capsys)
    assert not desk.key_file(1).exists()


def test_a_key_exchanged_on_the_board_is_noticed(election, desk, capsys):
    desk.run("key", 1, file=desk.folder / "thief.txt")
    election.board.rows.pop()
    desk.run("key", 1)
    election.board.rows.pop()
    desk.run("key", 1, file=desk.folder / "thief.txt")
    desk.run("key", 2)
    desk.run("key", 3)
    assert desk.run("confirm", 1) == 1
    assert "not the one in your key file" in errors(capsys)


def test_a_short_passphrase_is_refused_when_a_key_is_made(election, desk, capsys):
    (desk.folder / "passphrase.txt").write_text("eleven char")
    assert desk.run("key", 1) == 2
    assert "at least 12 characters" in errors(capsys)
    assert not desk.key_file(1).exists()


def test_a_wrong_passphrase_is_called_wrong(keyed, desk, capsys):
    (desk.folder / "passphrase.txt").write_text("another passphrase")
    assert desk.run("confirm", 1) == 2
    assert "the passphrase is wrong" in errors(capsys)


def test_somebody_elses_key_file_is_named(keyed, desk, capsys):
    assert desk.run("confirm", 1, file=desk.key_file(2)) == 2
    assert "for key holder 2, not key holder 1" in errors(capsys)


def test_a_token_that_is_not_mine_is_refused_in_the_servers_words(election, desk, capsys):
    assert desk.run("key", 1, token="x" * 32) == 2
    assert "this link is not for you" in errors(capsys)


def test_the_token_goes_only_to_the_key_holders_addresses(keyed, desk):
    for path, authorization in keyed.seen_authorizations:
        assert path.startswith(f"/api/v1/elections/{ELECTION_ID}/trustee")
        assert authorization.removeprefix("Bearer ") in TOKENS.values()


@pytest.mark.parametrize("command", ["confirm", "drill"])
def test_a_new_attempt_asks_for_a_new_key_file(drilled, desk, capsys, command):
    drilled.begin(attempt=2)
    assert desk.run(command, 1) == 1
    assert "started again (attempt 2)" in errors(capsys)


def test_an_old_key_file_is_not_sent_to_a_new_attempt(keyed, desk, capsys):
    keyed.begin(attempt=2)
    assert desk.run("key", 1) == 2
    assert "of an earlier ceremony" in errors(capsys)


def test_a_wrong_share_brings_a_complaint_that_names_its_sender(keyed, desk, capsys, tiny):
    """Trustee 2 encrypts one to trustee 1 that does not lie on its polynomial."""
    desk.run("confirm", 2)
    desk.run("confirm", 3)
    _spoil_share(keyed, desk, sender=2)
    assert desk.run("confirm", 1) == 1
    assert keyed.view.phase is Phase.STOPPED
    (complaint,) = keyed.view.complaints
    assert (complaint.trustee, complaint.against, complaint.reason) == (1, 2, "share")
    assert desk.run("confirm", 3) == 1
    assert "Ada says that the share of Grace is wrong" in errors(capsys)


def _spoil_share(election, desk, sender):
    """Replace a share entry by one for another polynomial, proven and signed as it should be."""

    group = election.view.ceremony.group
    secret = desk.secret(sender)
    other = TrusteeSecret.draw(group, index=sender, threshold=2)
    nonces = {i: ShareNonces.draw(group) for i in (1, 2, 3)}
    payload = encrypt_shares(other, election.view, nonces).encode(group)
    kinds = [
        (decode_entry(entry).kind, decode_entry(entry).trustee) for entry, _ in election.board.rows
    ]
    place = kinds.index(("share", sender))
    rest = election.board.rows[place + 1 :]
    del election.board.rows[place:]
    signature = secret.sign("share", sha256(payload)).hex()
    election.board.append("share", payload, trustee=sender, signature=signature)
    election.board.rows += rest


@pytest.fixture
def foul(keyed, desk):
    """Trustee 2 confirms another transcript, and the server takes it."""
    desk.all("confirm")
    payload = canonical_json.encode(
        {"attempt": 1, "election": ELECTION_ID, "transcript": "00" * 32, "trustee": 2, "v": 1}
    )
    _append_signed(keyed, desk, 2, "confirm", payload)
    return keyed


def test_a_confirmation_of_another_transcript_is_refused(foul, desk, capsys):
    assert desk.run("confirm", 1) == 1
    assert "confirms another transcript" in errors(capsys)


def test_what_does_not_hold_on_the_board_brings_a_complaint(foul, desk):
    taken = []
    foul.accept = lambda *entry: taken.append(entry) or 0
    assert desk.run("confirm", 1) == 1
    ((trustee, kind, payload, _),) = taken
    assert (trustee, kind) == (1, "complaint")
    complaint = json.loads(payload)
    assert (complaint["against"], complaint["reason"]) == (2, "transcript")


def test_what_the_log_has_not_signed_brings_no_complaint(foul, desk, capsys):
    taken, board = [], foul.board
    foul.accept = lambda *entry: taken.append(entry) or 0
    other = MemoryBoard()
    other.rows = [*board.rows[:-1], board.rows[0]]
    board.checkpoint = other.checkpoint
    assert desk.run("confirm", 1) == 1
    assert "not the ones its checkpoint was signed for" in errors(capsys)
    assert taken == []


def test_what_the_server_made_up_is_refused_without_a_complaint(keyed, desk, capsys):
    desk.all("confirm")
    entry, payload = keyed.board.rows[-1]
    again, forged = json.loads(entry), {**json.loads(entry), "signature": "00" * 64}
    for row, words in ((again, "has taken this step already"), (forged, "signature")):
        sent = []
        keyed.accept = lambda *entry, sent=sent: sent.append(entry) or 0
        keyed.board.rows.append((canonical_json.encode(row), payload))
        assert desk.run("confirm", 1) == 1
        assert words in errors(capsys)
        assert sent == []
        keyed.board.rows.pop()


def _append_signed(election, desk, trustee, kind, payload):

    signature = desk.secret(trustee).sign(kind, sha256(payload)).hex()
    election.board.append(kind, payload, trustee=trustee, signature=signature)


def test_status_says_what_is_next_without_a_passphrase(election, desk, capsys):
    assert desk.run("status", 1) == 0
    out = capsys.readouterr().out
    assert "Ada, key holder 1: make your key (key)" in out
    assert "All of them fit together." in out
    assert "waiting for: Ada, Grace, Edsger" in out


def test_before_the_ceremony_there_is_nothing_to_do(desk, election, capsys):
    election.board.rows.clear()
    assert desk.run("key", 1) == 2
    assert "has not begun" in errors(capsys)


def test_without_a_server_nothing_happens(election, tmp_path, capsys):

    assert Desk("http://127.0.0.1:9", tmp_path).run("key", 1) == 2
    assert "no answer from http://127.0.0.1:9" in errors(capsys)


def test_what_the_server_says_cannot_steer_the_terminal(election, desk, capsys):
    election.manifest = type("M", (), {"trustees": ("\x1b[2J\u202eAda",) * 3})()
    desk.run("status", 1)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_before_the_ceremony_status_says_so(desk, election, capsys):
    election.board.rows.clear()
    assert desk.run("status", 1) == 0
    assert "Not yet: the key ceremony has not begun." in capsys.readouterr().out


def test_status_stays_quiet_about_a_ceremony_that_is_over(drilled, desk, capsys):
    assert desk.run("status", 1) == 0
    assert "waiting" not in capsys.readouterr().out


def test_what_the_board_does_not_show_is_not_sent_again(keyed, desk, capsys):
    taken = []
    keyed.accept = lambda *entry: taken.append(entry) or 0
    assert desk.run("confirm", 1) == 2
    assert len(taken) == 1
    assert "the public record does not show what you sent" in errors(capsys)
