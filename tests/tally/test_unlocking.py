"""Key holders' unlock shares: taken once, from the right person, for the right totals."""

import json

import pytest
from django.test import Client

from board.models import Entry
from crypto import canonical_json
from crypto.errors import CryptoError, DecodeError, ProofError
from crypto.transcript import sha256
from tally.errors import TallyError
from tally.services import decryption_accept
from tally.tasks import count_advance
from tests.counting import decryption_payload, unlock
from tests.elections import open_election
from tests.votes import vote
from voting.selectors import trustee_get
from voting.services import election_close, trustee_invite

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(queue):
    """Totals are on the record; two of three key holders are needed."""
    election = open_election(trustees=3, threshold=2, is_demonstration=False)
    vote(election, 1, [[1, 0, 0]])
    queue.run()
    election_close(election=election.election)
    count_advance(election.election.slug)
    queue.run()
    election.reload()
    return election


def give(built, *, index, payload, signer=None):
    secret = built.secrets[(signer or index) - 1]
    return decryption_accept(
        trustee=trustee_get(built.election, index),
        payload=payload,
        signature=secret.sign("decryption", sha256(payload)),
    )


def made(built, index):
    return decryption_payload(built.election, built.secrets[index - 1])


def changed(payload, change):
    document = json.loads(payload)
    change(document)
    return canonical_json.encode(document)


def other_digit(text):
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def shares_on_record():
    return Entry.objects.filter(kind="decryption").count()


def first_item(document):
    return document["contests"][0][0]


FAULTS = {
    "a proof that does not hold": lambda d: first_item(d)["proof"].update(
        response=other_digit(first_item(d)["proof"]["response"])
    ),
    "shares swapped": lambda d: d["contests"][0].reverse(),
    "a share missing": lambda d: d["contests"][0].pop(),
    "another tally": lambda d: d.update(tally=other_digit(d["tally"])),
    "another election": lambda d: d.update(election="00000000-0000-4000-8000-000000000000"),
    "one of another key holder": lambda d: d.update(trustee=2),
    "one field more": lambda d: d.update(note="x"),
    "a share outside of the group": lambda d: first_item(d).update(share="0" * 767 + "2"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_shares_that_do_not_prove_themselves_are_refused(built, fault):
    payload = changed(made(built, 1), FAULTS[fault])
    with pytest.raises(CryptoError):
        give(built, index=1, payload=payload)
    assert shares_on_record() == 0


def test_another_key_holders_signature_is_refused(built):
    with pytest.raises(ProofError):
        give(built, index=1, payload=made(built, 1), signer=2)
    assert shares_on_record() == 0


def test_another_key_holders_shares_are_refused_even_well_signed(built):
    with pytest.raises(ProofError, match="another trustee"):
        give(built, index=1, payload=made(built, 2))
    assert shares_on_record() == 0


def test_sending_again_is_sending_once_and_nothing_else_is_taken_after_it(built):
    payload = made(built, 1)
    entry = give(built, index=1, payload=payload)
    assert give(built, index=1, payload=payload).index == entry.index
    with pytest.raises(TallyError, match="already"):
        give(built, index=1, payload=made(built, 1))
    assert shares_on_record() == 1


def test_there_is_nothing_to_unlock_before_the_totals(queue):
    built = open_election()
    payload = b"{}"
    with pytest.raises((TallyError, DecodeError)):
        give(built, index=1, payload=payload)
    election_close(election=built.election)
    with pytest.raises(TallyError, match="no totals"):
        give(built, index=1, payload=payload)


def test_nothing_is_taken_after_the_result(built, queue):
    unlock(built, built.secrets[0])
    late = made(built, 3)
    unlock(built, built.secrets[1])
    count_advance(built.election.slug)
    assert built.reload().state == "counted"
    with pytest.raises(TallyError, match="no totals"):
        give(built, index=3, payload=late)


def post(built, token, payload, kind="decryption", index=1):
    body = canonical_json.encode(
        {
            "payload": canonical_json.decode(payload, max_size=2**20, place="payload"),
            "signature": built.secrets[index - 1].sign("decryption", sha256(payload)).hex(),
            "type": kind,
        }
    )
    return Client().post(
        f"/api/v1/elections/{built.election.slug}/trustee/decryptions",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def test_a_key_holders_program_sends_them_with_its_link(built, queue):
    token = trustee_invite(trustee=trustee_get(built.election, 1))
    payload = made(built, 1)
    assert post(built, "wrong", payload).status_code == 401
    assert post(built, token, payload, kind="drill").status_code == 400
    answer = post(built, token, payload)
    assert answer.status_code == 201
    assert answer.json() == {"index": Entry.objects.get(kind="decryption").index}
    assert queue.names() == ["count_advance"]
    assert post(built, token, payload).json() == answer.json()
    refused = post(built, token, changed(payload, FAULTS["shares swapped"]))
    assert refused.status_code in (409, 422)


def test_a_refused_share_says_which_and_why(built, queue):
    token = trustee_invite(trustee=trustee_get(built.election, 2))
    payload = changed(made(built, 2), FAULTS["a proof that does not hold"])
    answer = post(built, token, payload, index=2)
    assert (answer.status_code, answer.json()["code"]) == (422, "proof_refused")
    assert "contest 1 option 1" in answer.json()["message"]
