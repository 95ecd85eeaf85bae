"""What the booth's server does not do by itself here: witnesses sign, and the log promises.

The product asks witnesses over the network and promises only what is late. Here both is always so,
and a test takes away in the browser what it does not want.
"""

import json
import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from unittest import mock

from django.db import connection

from ballots.models import Submission
from board import published
from board.keys import signer_of
from crypto.ballot import tracker
from crypto.cosignatures import CosignatureSigner
from crypto.promises import Promise
from voting.services import freeze

WITNESSES = [CosignatureSigner(f"witness.example/{n}", bytes([n]) * 32) for n in (1, 2, 3)]
QUORUM = 2
SIGNED_AT = 1_900_000_000
PROMISE = re.compile(r"/api/v1/elections/[0-9a-f-]{36}/ballots/([0-9a-f]{64})/promise")


@contextmanager
def naming_witnesses(degraded):
    """Elections frozen in here name the witnesses in their manifests."""
    keys = tuple(witness.verifier().text() for witness in WITNESSES)
    encode = freeze.encode_manifest

    def named(manifest):
        witnesses = replace(manifest.witnesses, keys=keys, quorum=QUORUM, degraded=degraded)
        return encode(replace(manifest, witnesses=witnesses))

    with mock.patch.object(freeze, "encode_manifest", named):
        yield


def witnesses_sign(origins):
    """From now on every receipt of these logs bears all witnesses' lines."""

    read = published.published

    def cosigned(log):
        found = read(log)
        if log.origin not in origins:
            return found
        text = found.checkpoint.text()
        lines = "".join(witness.cosign(text, SIGNED_AT) for witness in WITNESSES)
        return replace(found, note=found.note + lines)

    published.published = cosigned


def with_promises(application):
    """Answer every question for a promise with one."""

    def answer(environ, start_response):
        asked = PROMISE.fullmatch(environ["PATH_INFO"])
        if asked is None:
            return application(environ, start_response)
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        document = json.dumps(_promised(asked[1])).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(document)))]
        start_response("200 OK", headers)
        return [document]

    return answer


def _promised(ballot_hash):
    try:
        submission = Submission.objects.get(ballot_hash=ballot_hash)
        signer = signer_of(submission.election.log)
        now = datetime.now(UTC)
        promise = Promise(signer.name, ballot_hash, submission.credential, now).sign(signer)
    finally:
        connection.close()
    return {
        "ballot": ballot_hash,
        "promise": promise,
        "status": "waiting",
        "tracker": tracker(ballot_hash),
    }
