"""Both languages prove the same ballots together and refuse the same forgeries."""

import json
import subprocess
from pathlib import Path

import pytest

from crypto.ballot import ballot_hash, encode_ballot
from crypto.batch import verify_together
from crypto.group import PARAMETER_SETS
from crypto.manifest import encode_manifest
from tests.crypto.cheats import ATTACKS, claim, context_of
from tests.js.node import NODE
from verifier.examination import commitments_line

TRIES = 4


@pytest.fixture(scope="module")
def context():
    return context_of(PARAMETER_SETS["EG-2.1-3072"])


def told(one, context):
    data = encode_ballot(one.ballot, context)
    line = commitments_line(ballot_hash(data), one.commitments, context.group)
    return {"ballot": data.decode(), "line": line.decode()}


def proven_in_javascript(sets, context):
    question = {
        "manifest": encode_manifest(context.manifest).decode(),
        "jointKey": context.group.element_hex(context.joint_key),
        "sets": [[told(one, context) for one in claims] for claims in sets],
    }
    command = [str(NODE), str(Path(__file__).with_name("batches.js"))]
    done = subprocess.run(
        command, input=json.dumps(question), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("attack", ATTACKS)
def test_both_prove_the_sound_ballots_and_no_other(attack, context):
    honest = [claim(context), claim(context, votes=(0, 0))]
    sets = [[honest[0], *ATTACKS[attack](context), honest[1]] for _ in range(TRIES)]
    expected = [[True, *([False] * (len(claims) - 2)), True] for claims in sets]
    assert proven_in_javascript(sets, context) == expected
    assert [[one is not None for one in verify_together(c, context)] for c in sets] == expected
