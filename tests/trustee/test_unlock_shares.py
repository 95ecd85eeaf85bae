"""What other key holders made of the totals is checked before one's own part is added."""

import json

import pytest

from crypto import canonical_json
from crypto.decryption import TallyDecryptor, draw_nonces
from crypto.entries import decode_entry
from crypto.tally import members
from crypto.transcript import sha256
from crypto.trustee_keys import key_share
from tests.tiny_group import MINUS_ONE


@pytest.fixture
def counted(closed):
    closed.count()
    return closed


def unlocked(election):
    headers = [decode_entry(entry) for entry, _ in election.board.rows]
    return [header.trustee for header in headers if header.kind == "decryption"]


def put_share(election, desk, *, key_of=2, change=lambda _document, _group: None):
    """Let trustee 2 sign, and the server record, an unlock share that may be wrong."""
    context, view = election.context, election.view
    payloads = {decode_entry(entry).kind: payload for entry, payload in election.board.rows}
    counted = json.loads(payloads["tally-input"])["counted"]
    tally = members(context, election.totals(counted))
    share = key_share(desk.secret(key_of), view)
    payload = TallyDecryptor(context, trustee=2, key_share=share).decrypt(
        tally, tally_hash=sha256(payloads["tally"]), nonces=draw_nonces(context.group, tally)
    )
    document = json.loads(payload.encode(context.group))
    change(document, context.group)
    data = canonical_json.encode(document)
    signature = desk.secret(2).sign("decryption", sha256(data)).hex()
    election.board.append("decryption", data, trustee=2, signature=signature)


def wrong_factor(document, group):
    item = document["contests"][1][2]
    item["share"] = group.element_hex(int(item["share"], 16) * group.g % group.p)


def negated(document, group):
    item = document["contests"][1][2]
    item["share"] = group.element_hex(int(item["share"], 16) * MINUS_ONE % group.p)


def proof_of_the_next_option(document, _group):
    document["contests"][1][2]["proof"] = document["contests"][1][1]["proof"]


@pytest.mark.parametrize("change", [wrong_factor, negated, proof_of_the_next_option])
def test_a_wrong_share_is_named_with_its_trustee_and_place(counted, desk, capsys, change):
    put_share(counted, desk, change=change)
    assert desk.run("unlock", 3) == 1
    message = capsys.readouterr().err
    assert "unlock share of trustee 2" in message
    assert "contest 2 option 3" in message
    assert unlocked(counted) == [2]


def test_shares_made_with_the_key_of_another_trustee_are_refused(counted, desk, capsys):
    put_share(counted, desk, key_of=1)
    assert desk.run("unlock", 3, "--quick") == 1
    assert "unlock share of trustee 2: contest 1 option 1" in capsys.readouterr().err
    assert unlocked(counted) == [2]


def test_shares_of_other_totals_are_refused(counted, desk, capsys):
    put_share(counted, desk, change=lambda document, _: document.update(tally="00" * 32))
    assert desk.run("unlock", 3) == 1
    assert "trustee 2: partial decryptions are of another tally" in capsys.readouterr().err


def test_right_shares_of_others_are_no_obstacle(counted, desk):
    put_share(counted, desk)
    assert [desk.run("unlock", 1), desk.run("unlock", 3)] == [0, 0]
    assert unlocked(counted) == [2, 1, 3]
