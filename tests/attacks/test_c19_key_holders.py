"""C2, C19, C20, C21. Dishonest key holders, and a server that would like to be one."""

import ast
import json
from datetime import timedelta
from pathlib import Path

import pytest
from gmpy2 import invert

from crypto import entropy
from crypto.decryption import TallyDecryptor, draw_nonces
from crypto.transcript import sha256
from crypto.trustee_keys import TrusteeSecret, key_share
from tally import demonstration, selectors
from tally.demonstration import demonstration_advance
from tally.errors import TallyError
from tally.tasks import count_advance
from tests.attacks.doors import as_bytes, entries, give
from tests.counting import decryption_payload
from tests.elections import (
    BuiltElection,
    draft_election,
    drill_payload,
    frozen_election,
    key_payload,
    keyed_election,
    send_entry,
)
from voting.ceremonies import ceremony_view
from voting.contexts import election_context
from voting.errors import InputError, NotReadyError
from voting.selectors import election_get
from voting.services import (
    ceremony_start,
    drill_ask,
    election_close,
    threshold_set,
    trustee_add,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def started(db) -> BuiltElection:
    """Three key holders are to make their keys; two have."""
    built = draft_election(trustees=3, threshold=2, is_demonstration=False)
    ceremony_start(election=built.election)
    group = ceremony_view(built.reload()).ceremony.group
    built.secrets = [TrusteeSecret.draw(group, index=i, threshold=2) for i in (1, 2, 3)]
    for secret in built.secrets[:2]:
        send_entry(built, secret, key_payload)
    return built


def refused(answer, built: BuiltElection, before: int) -> str:
    assert 400 <= answer.status_code < 500
    assert entries(built) == before
    return answer.json()["message"]


def own_key(built: BuiltElection, index: int = 3) -> dict:
    return json.loads(key_payload(built.election, built.secrets[index - 1])[1])


def test_a_proof_whose_challenge_leaves_the_keys_out_is_refused(started):
    """C1: choose h first, take c = H(h), and solve for a key nobody knows the secret of."""
    group = ceremony_view(started.election).ceremony.group
    document = own_key(started)
    q = int(group.q)
    h = group.power(group.g, entropy.random_scalar(group))
    c = int.from_bytes(sha256(group.element_bytes(h)), "big") % q
    v = entropy.random_scalar(group)
    # h = g^v K^c, so K = (h / g^v)^(1/c)
    rest = group.product((h, group.inverse(group.power(group.g, v))))
    key = group.power(rest, group.scalar(int(invert(c, q))))
    document["commitments"][0] = group.element_hex(key)
    document["proof"]["challenge"] = f"{c:064x}"
    document["proof"]["responses"][0] = group.scalar_hex(v)
    before = entries(started)
    refused(give(started, started.secrets[2], "trustee", as_bytes(document)), started, before)


@pytest.mark.parametrize("index", [0, 1, 2, 4, 101])
def test_nobody_takes_another_number(index, started):
    document = own_key(started) | {"trustee": index}
    before = entries(started)
    refused(give(started, started.secrets[2], "trustee", as_bytes(document)), started, before)


def test_a_key_is_given_once(started):
    again = TrusteeSecret.draw(ceremony_view(started.election).ceremony.group, index=1, threshold=2)
    before = entries(started)
    payload = key_payload(started.election, again)[1]
    refused(give(started, again, "trustee", payload), started, before)


@pytest.mark.parametrize("threshold", [0, -1, 4, 101])
def test_no_more_key_holders_can_be_needed_than_there_are(threshold, db):
    built = draft_election(trustees=3, threshold=2, is_demonstration=False)
    with pytest.raises(InputError):
        threshold_set(election=built.election, threshold=threshold)


def test_one_person_is_one_key_holder_and_no_official(db):
    built = draft_election(trustees=1, is_demonstration=False)
    for email in ("PRIYA@keys.example", "Olga@Example.org"):
        with pytest.raises(InputError):
            trustee_add(election=built.election, name="Somebody else", email=email)
    with pytest.raises(NotReadyError, match="one key holder alone"):
        ceremony_start(election=built.election)


def test_a_drill_is_answered_by_who_was_asked_and_now(started, db):
    first = keyed_election(trustees=3, threshold=2, is_demonstration=False)
    drill = json.loads(drill_payload(first.election, first.secrets[0])[1])
    before = entries(first)
    for change in ({"challenge": "00" * 32}, {"trustee": 2}, {"attempt": 2}):
        refused(give(first, first.secrets[0], "drill", as_bytes(drill | change)), first, before)
    other = as_bytes(
        json.loads(drill_payload(first.election, first.secrets[1])[1]) | {"trustee": 1}
    )
    refused(give(first, first.secrets[0], "drill", other), first, before)


def test_a_key_holder_cannot_fill_the_record_with_drills(db, monkeypatch):
    """Every reader checks each of them again: a few hundred would have stopped the count."""
    built = keyed_election(voters=1)
    monkeypatch.setattr("voting.services.ceremony_entries.MOST_DRILLS", 3)
    codes = []
    for _ in range(4):
        payload = drill_payload(built.reload(), built.secrets[0])[1]
        codes.append(give(built, built.secrets[0], "drill", payload).status_code)
    assert codes == [201, 201, 400, 400]


def test_who_has_sent_many_drills_can_still_answer_a_request(db, monkeypatch):
    built = frozen_election(voters=1)
    monkeypatch.setattr("voting.services.ceremony_entries.MOST_DRILLS", 2)
    monkeypatch.setattr("voting.services.ceremony_entries.MOST_DRILLS_IN_ALL", 4)
    monkeypatch.setattr("voting.services.drills.ASK_AGAIN_AFTER", timedelta())
    codes = []
    for _ in range(3):
        for _ in range(3):
            payload = drill_payload(built.reload(), built.secrets[0])[1]
            codes.append(give(built, built.secrets[0], "drill", payload).status_code)
        drill_ask(election=built.election)
    assert codes == [201, 400, 400, 201, 201, 400, 400, 400, 400]


@pytest.fixture
def counting(built) -> BuiltElection:
    """The encrypted totals are on the record."""
    election_close(election=built.election)
    count_advance.delay(built.election.slug)
    built.reload()
    return built


def test_a_wrong_factor_with_an_adaptive_proof_is_refused_by_name(counting):
    """C2: "Ceci n'est pas une preuve": the proof holds if the statement is not hashed."""
    document = json.loads(decryption_payload(counting.election, counting.secrets[0]))
    context = election_context(counting.election)
    group, q = context.group, int(context.group.q)
    alpha = selectors.totals(counting.election).tally[0][0].alpha
    z = int(key_share(counting.secrets[0], ceremony_view(counting.election)))
    u, other = entropy.random_scalar(group), entropy.random_scalar(group)
    a, b = group.power(group.g, u), group.power(alpha, other)
    c = int.from_bytes(sha256(group.element_bytes(a) + group.element_bytes(b)), "big") % q
    v = group.scalar(int(u) - c * z)
    # b = A^v M^c, so M = (b / A^v)^(1/c): any factor the cheat likes
    rest = group.product((b, group.inverse(group.power(alpha, v))))
    item = document["contests"][0][0]
    item["share"] = group.element_hex(group.power(rest, group.scalar(int(invert(c, q)))))
    item["proof"] = {"challenge": f"{c:064x}", "response": group.scalar_hex(v)}
    before = entries(counting)
    answer = give(counting, counting.secrets[0], "decryption", as_bytes(document))
    words = refused(answer, counting, before)
    assert answer.status_code == 422
    assert "contest 1 option 1" in words
    assert "trustee 1" in words


def test_a_wrong_factor_is_found_on_the_record_by_name(honest):
    assert honest.caught("share_proof_for_another_share") == {"C11.6"}
    assert "C05.5" in honest.caught("rogue_key_without_knowledge_of_it")
    assert "C05.6" in honest.caught("share_without_a_proof_of_its_own")


def test_shares_made_with_anothers_key_are_refused(counting):
    context = election_context(counting.election)
    totals = selectors.totals(counting.election)
    wrong = TallyDecryptor(
        context,
        trustee=1,
        key_share=key_share(counting.secrets[1], ceremony_view(counting.election)),
    )
    nonces = draw_nonces(context.group, totals.tally)
    payload = wrong.decrypt(totals.tally, tally_hash=totals.payload_hash, nonces=nonces)
    before = entries(counting)
    refused(
        give(counting, counting.secrets[0], "decryption", payload.encode(context.group)),
        counting,
        before,
    )


SECRET_MODULES = {"crypto.trustee_keys", "crypto.decryption", "crypto.key_file"}
SERVER_ROOMS = ("board", "voting", "ballots", "tally", "config")


def test_one_module_of_the_server_can_hold_a_key_and_it_refuses_real_elections(started):
    """C21: no trusted dealer, not even by accident."""
    holders = set()
    for path in (file for room in SERVER_ROOMS for file in (ROOT / room).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            module = node.module if isinstance(node, ast.ImportFrom) else ""
            names = {alias.name for alias in getattr(node, "names", ())}
            whole = {f"crypto.{name}" for name in names} if module == "crypto" else {module}
            if SECRET_MODULES & (whole | names):
                holders.add(path.relative_to(ROOT).as_posix())
    assert holders == {"tally/demonstration.py"}
    election = election_get(started.election.pk)
    trustee = election.trustees.get(index=3)
    with pytest.raises(TallyError, match="holds no key of a real election"):
        demonstration._secret(trustee, ceremony_view(election))
    with pytest.raises(TallyError, match="holds no key of a real election"):
        demonstration_advance(election=election)
