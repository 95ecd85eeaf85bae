"""Counting against values made by a second implementation of the protocol."""

import json
from datetime import UTC, datetime

import pytest

from crypto.ballot import Ballot, EncryptedContest, EncryptedSelection
from crypto.context import ElectionContext
from crypto.decryption import TallyDecryptor
from crypto.manifest import Contest, Manifest, Option, Style
from crypto.range_proof import RangeProof
from crypto.tally import (
    aggregate,
    members,
    open_totals,
    positions,
    shaped_like,
    verify_partial_decryption,
)
from crypto.witness_policy import Witnesses
from tests.crypto.test_protocol_vectors import ELECTIONS, Reader

TALLY_HASH = bytes(32)


def text(words):
    return {"en": words}


def contest_of(rules):
    options = tuple(
        Option(text(f"option {j}"), text(""), rules["option_max"]) for j in range(rules["options"])
    )
    return Contest(
        text("contest"), text(""), options, rules["votes_min"], rules["votes_max"], text("")
    )


def manifest_of(election):
    contests = tuple(contest_of(rules) for rules in json.loads(election["manifest"])["contests"])
    return Manifest(
        booth="0" * 64,
        closes=datetime(2030, 1, 2, tzinfo=UTC),
        contact=text(""),
        contests=contests,
        demonstration=election["demonstration"],
        description=text(""),
        election_id=election["election_id"],
        key_tool="0" * 64,
        languages=("en",),
        log_key="",
        opens=datetime(2030, 1, 1, tzinfo=UTC),
        origin="",
        parameters=election["parameters"],
        quorum=0,
        styles=(Style("all", tuple(range(1, len(contests) + 1))),),
        threshold=election["k"],
        time_zone="UTC",
        title=text("election"),
        trustees=tuple(f"Trustee {i}" for i in range(1, election["n"] + 1)),
        witnesses=Witnesses((), 0),
    )


@pytest.fixture(scope="module", params=ELECTIONS, ids=lambda e: f"{e['n']} trustees")
def election(request):
    return request.param


@pytest.fixture(scope="module")
def read(election):
    return Reader(election)


@pytest.fixture(scope="module")
def context(election, read):
    """The vectors' manifest is not of the form of the record: the chain of hashes is taken over."""
    return ElectionContext(
        group=read.group,
        h_p=bytes.fromhex(election["H_P"]),
        h_b=bytes.fromhex(election["H_B"]),
        h_e=bytes.fromhex(election["H_E"]),
        joint_key=read.element(election["joint_key"]),
        manifest=manifest_of(election),
    )


def ballot_of(ballot, read):
    contests = tuple(
        EncryptedContest(
            tuple(
                EncryptedSelection(
                    read.element(s["alpha"]), read.element(s["beta"]), RangeProof(())
                )
                for s in contest["selections"]
            ),
            RangeProof(()),
        )
        for contest in ballot["contests"]
    )
    return Ballot(1, bytes(32), bytes(32), contests)


@pytest.fixture(scope="module")
def tally(election, context, read):
    ballots = [ballot_of(ballot, read) for ballot in election["ballots"]]
    return members(context, aggregate(context, [(ballot, 1) for ballot in ballots]))


def decryption_of(election, context, read, tally, trustee):
    """The payload a trustee makes from its key share with the vectors' nonces."""
    nonces = [
        read.scalar(partial["proof_nonce"])
        for total in election["tally"]
        for partial in total["partial_decryptions"]
        if partial["trustee"] == trustee
    ]
    key_share = read.scalar(election["key_shares"][str(trustee)])
    decryptor = TallyDecryptor(context, trustee=trustee, key_share=key_share)
    return decryptor.decrypt(tally, tally_hash=TALLY_HASH, nonces=shaped_like(tally, nonces))


@pytest.fixture(scope="module")
def payloads(election, context, read, tally):
    trustees = [p["trustee"] for p in election["tally"][0]["partial_decryptions"]]
    return {i: decryption_of(election, context, read, tally, i) for i in trustees}


@pytest.fixture(scope="module")
def decryptions(election, context, read, tally, payloads):
    return {
        i: verify_partial_decryption(
            payload,
            context=context,
            tally=tally,
            tally_hash=TALLY_HASH,
            share_key=read.element(election["share_keys"][str(i)]),
        )
        for i, payload in payloads.items()
    }


def test_the_encrypted_totals_come_out(election, read, tally):
    got = [(contest, option, c.alpha, c.beta) for contest, option, c in positions(tally)]
    assert got == [
        (t["contest"], t["option"], read.element(t["A"]), read.element(t["B"]))
        for t in election["tally"]
    ]


def test_the_partial_decryptions_and_their_proofs_come_out(election, read, payloads):
    for total in election["tally"]:
        for expected in total["partial_decryptions"]:
            payload = payloads[expected["trustee"]]
            item = payload.contests[total["contest"] - 1][total["option"] - 1]
            assert item.share == read.element(expected["M"])
            assert item.proof.challenge == read.scalar(expected["challenge"])
            assert item.proof.response == read.scalar(expected["response"])


def test_the_values_and_counts_come_out(election, context, read, tally, decryptions):
    weight = len(election["ballots"])
    counts = open_totals(context, tally, list(decryptions.values()), total_weight=weight)
    assert [(c.value, c.count) for _, _, c in positions(counts)] == [
        (read.element(total["T"]), total["count"]) for total in election["tally"]
    ]
