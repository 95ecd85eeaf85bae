"""A small election in memory, and a server on loopback that shows it and takes entries.

Tests change `board` at will: a server may lie in every way.
"""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from crypto import canonical_json, merkle
from crypto.ballot import decode_ballot
from crypto.ceremony import CEREMONY_TYPES, CeremonyView
from crypto.ceremony_payloads import CeremonyPayload
from crypto.context import ElectionContext
from crypto.encryption import BallotRandomness, encrypt_ballot
from crypto.entries import decode_entry, encode_entry
from crypto.errors import CryptoError
from crypto.manifest import decode_manifest, encode_manifest
from crypto.payloads import (
    FreezePayload,
    RollEntry,
    RollPayload,
    TallyInputPayload,
    TurnPayload,
)
from crypto.roll_change import Change, RollChangePayload
from crypto.signing import entry_message, public_key, sign
from crypto.tally import (
    aggregate,
    members,
    open_totals,
    positions,
    verify_partial_decryption,
)
from crypto.tally_payloads import TallyPayload, decode_decryption_payload
from crypto.transcript import sha256
from crypto.voter_roll import VoterRoll
from tests.checkpoints import signed_checkpoint
from tests.crypto.manifests import ELECTION_ID, LOG_SIGNER, ORIGIN, sample_manifest

TOKENS = {i: f"token-of-trustee-number-{i}" for i in range(1, 4)}
PASSPHRASE = "four words for these tests"
CHALLENGE = bytes(range(32))
VOTERS = {name: bytes([number]) * 32 for number, name in enumerate(("ada", "bob", "cyd"), start=1)}
WEIGHTS = {"ada": 1, "bob": 1, "cyd": 3}


class MemoryBoard:
    """A log as the server keeps it."""

    def __init__(self):
        self.rows = []
        self.signer = LOG_SIGNER
        self.cosigners = []
        self.origin = ORIGIN

    def append(self, kind, payload, **fields):
        self.rows.append((encode_entry(kind, payload, **fields), payload))
        return len(self.rows) - 1

    def checkpoint(self):
        leaves = [merkle.leaf_hash(entry) for entry, _ in self.rows]
        note = signed_checkpoint(self.signer, self.origin, len(leaves), merkle.root(leaves))
        text = note.split("\n\n")[0] + "\n"
        return note + "".join(signer.cosign(text, 1_790_000_000) for signer in self.cosigners)

    def documents(self):
        chain, documents = merkle.chain_start(self.origin), []
        for index, (entry, payload) in enumerate(self.rows):
            leaf = merkle.leaf_hash(entry)
            chain = merkle.chain_next(chain, leaf)
            documents.append(
                {
                    "chain": chain.hex(),
                    "entry": entry.decode(),
                    "index": index,
                    "leaf": leaf.hex(),
                    "payload": payload.decode(),
                }
            )
        return documents


def task_lines(rows, header):
    """Return the lines of a task file."""
    return [canonical_json.encode(header), *(line for row in rows for line in row)]


class MemoryElection:
    """An election of three trustees, two of whom can open the count."""

    def __init__(self, parameters="tiny", **changes):
        self.manifest_bytes = encode_manifest(sample_manifest(parameters=parameters, **changes))
        self.manifest = decode_manifest(self.manifest_bytes)
        self.board = MemoryBoard()
        self.seen_authorizations = []
        self.seeds = dict(VOTERS)
        self.voters = VoterRoll(self._roll().voters)
        self.step = "key"

    @property
    def view(self):
        view = CeremonyView()
        for entry, payload in self.board.rows:
            header = decode_entry(entry)
            if header.kind in CEREMONY_TYPES:
                view.add_entry(header, payload)
        return view

    @property
    def context(self):
        return ElectionContext.build(self.manifest_bytes, self.view.joint_key())

    def begin(self, attempt=1):
        payload = CeremonyPayload(
            election_id=ELECTION_ID,
            attempt=attempt,
            demonstration=self.manifest.demonstration,
            key_tool=self.manifest.key_tool,
            log_key=LOG_SIGNER.verifier().text(),
            origin=ORIGIN,
            parameters=self.manifest.parameters,
            threshold=self.manifest.threshold,
            trustees=self.manifest.trustees,
        )
        self.board.append("ceremony", payload.encode())

    def accept(self, trustee, kind, payload, signature):
        """What a server does with a posted entry."""
        fields = {"trustee": trustee, "signature": signature}
        if kind in CEREMONY_TYPES:
            self.view.add_entry(decode_entry(encode_entry(kind, payload, **fields)), payload)
        return self.board.append(kind, payload, **fields)

    def task(self, trustee, **changes):
        """Return the bytes of a task file."""
        header = {
            "checkpoint": self.board.checkpoint(),
            "drill_challenge": CHALLENGE.hex(),
            "election": ELECTION_ID,
            "kind": "tabella trustee task",
            "step": self.step,
            "trustee": trustee,
            "v": 1,
        }
        return b"".join(line + b"\n" for line in task_lines(self.board.rows, header | changes))

    def freeze(self):
        self.board.append("election", self.manifest_bytes)
        roll = self._roll().encode()
        self.board.append("roll", roll)
        context = self.context
        payload = FreezePayload(
            election_id=ELECTION_ID,
            at=self.manifest.opens,
            election_hash=context.h_e,
            joint_key=context.joint_key,
            manifest=sha256(self.manifest_bytes),
            roll=sha256(roll),
            transcript=self.view.transcript(),
        )
        self.board.append("freeze", payload.encode(context.group))

    def _roll(self):
        voters = [RollEntry(public_key(seed), 1, WEIGHTS[name]) for name, seed in VOTERS.items()]
        voters.sort(key=lambda voter: voter.credential)
        return RollPayload(ELECTION_ID, tuple(voters))

    def turn(self, kind):
        return self.board.append(kind, TurnPayload(ELECTION_ID, self.manifest.closes).encode())

    def change_roll(self, *pairs):
        """Record changes of credentials, given as seeds; None takes a voter off."""
        named = [
            (public_key(old).hex(), public_key(new).hex() if new else "") for old, new in pairs
        ]
        changes = tuple(Change(*pair) for pair in sorted(named))
        payload = RollChangePayload(ELECTION_ID, self.manifest.opens, changes, "lost")
        index = self.board.append("roll-change", payload.encode())
        self.voters.change(index, payload)

    def reissue(self, name):
        """Give a voter a new code, with which `cast` goes on."""
        new = sha256(self.seeds[name])
        self.change_roll((self.seeds[name], new))
        self.seeds[name] = new

    def cast(self, name, selections=((1, 0), (0, 2, 3)), style=1, seed=None):
        """Encrypt, sign and record a ballot; returns its bytes."""
        context, seed = self.context, seed or self.seeds[name]
        ballot = encrypt_ballot(
            context,
            style=style,
            credential=public_key(seed),
            selections=selections,
            randomness=BallotRandomness.draw(context, style),
        ).data
        self.record(ballot, seed)
        return ballot

    def record(self, ballot, seed):
        signature = sign(seed, entry_message("ballot", sha256(ballot)))
        credential = public_key(seed).hex()
        self.board.append("ballot", ballot, credential=credential, signature=signature.hex())

    def test_ballot(self, name, selections=((1, 0), (0, 2, 3)), style=1):
        """Encrypt a ballot; returns its bytes and its nonces."""
        context = self.context
        made = encrypt_ballot(
            context,
            style=style,
            credential=public_key(VOTERS[name]),
            selections=selections,
            randomness=BallotRandomness.draw(context, style),
        )
        return made.data, made.nonces

    def show_as_test(self, ballot, name, nonces=(), said=None):
        """Record a `challenge` entry, honest or not; `said` is the hash its entry gives."""
        seed, digest = VOTERS[name], said or sha256(ballot)
        self.board.append(
            "challenge",
            canonical_json.encode({"ballot": json.loads(ballot), "nonces": list(nonces), "v": 1}),
            ballot=digest.hex(),
            credential=public_key(seed).hex(),
            signature=sign(seed, entry_message("challenge", digest)).hex(),
        )

    def ballots(self):
        headers = [decode_entry(entry) for entry, _ in self.board.rows]
        return [(i, h.credential) for i, h in enumerate(headers) if h.kind == "ballot"]

    def count(self, counted=None, contests=None):
        """Record `tally-input` and `tally`, honest unless told otherwise."""
        chosen = self.voters.counted(self.ballots()) if counted is None else counted
        tally_input = TallyInputPayload(ELECTION_ID, tuple(chosen), len(self.board.rows)).encode()
        totals = self.totals(chosen) if contests is None else contests
        self.board.append("tally-input", tally_input)
        payload = TallyPayload(ELECTION_ID, totals, sha256(tally_input))
        self.board.append("tally", payload.encode(self.context.group))
        self.step = "unlock"

    def payloads(self, kind):
        return [payload for entry, payload in self.board.rows if decode_entry(entry).kind == kind]

    def counted_places(self):
        return json.loads(self.payloads("tally-input")[0])["counted"]

    def opened(self):
        """Open the totals with what trustees unlocked; gives the counts in order."""
        context, view = self.context, self.view
        totals = self.totals(self.counted_places())
        tally = members(context, totals)
        decryptions = [
            verify_partial_decryption(
                payload,
                context=context,
                tally=tally,
                tally_hash=sha256(self.payloads("tally")[0]),
                share_key=view.share_key(payload.trustee),
            )
            for data in self.payloads("decryption")
            for payload in [decode_decryption_payload(data, context.group)]
        ]
        opened = open_totals(context, tally, decryptions, total_weight=sum(WEIGHTS.values()))
        return [count.count for _, _, count in positions(opened)]

    def totals(self, indexes):
        context = self.context
        ballots = [decode_ballot(self.board.rows[i][1], context) for i in indexes]
        voters = [self.voters.entry(ballot.credential.hex()) for ballot in ballots]
        weights = [voter.weight if voter else 1 for voter in voters]
        return aggregate(context, list(zip(ballots, weights, strict=True)))


class _Handler(BaseHTTPRequestHandler):
    election: MemoryElection

    def log_message(self, *_args):
        """Stay silent."""

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path == f"/api/v1/logs/{ELECTION_ID}/checkpoint":
            self._answer(200, self.election.board.checkpoint().encode())
        elif url.path == f"/api/v1/logs/{ELECTION_ID}/entries":
            query = parse_qs(url.query)
            start, count = int(query["start"][0]), min(int(query["count"][0]), 5)
            documents = self.election.board.documents()
            page = {
                "entries": documents[start : start + count],
                "origin": ORIGIN,
                "size": len(documents),
            }
            self._json(200, page)
        elif self._trustee() is None:
            self._json(401, {"code": "token", "message": "this link is not for you"})
        else:
            self._json(200, self._status())

    def do_POST(self):
        trustee = self._trustee()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if trustee is None:
            self._json(401, {"code": "token", "message": "this link is not for you"})
            return
        document = json.loads(body)
        payload = canonical_json.encode(document["payload"])
        try:
            index = self.election.accept(trustee, document["type"], payload, document["signature"])
        except CryptoError as error:
            self._json(400, {"code": "refused", "message": str(error)})
        else:
            self._json(201, {"index": index})

    def _trustee(self):
        given = self.headers.get("Authorization", "")
        self.election.seen_authorizations.append((self.path, given))
        for trustee, token in TOKENS.items():
            if given == f"Bearer {token}":
                return trustee
        return None

    def _status(self):
        trustee = self._trustee()
        return {
            "attempt": 1,
            "drill_challenge": CHALLENGE.hex(),
            "election": ELECTION_ID,
            "is_demo": False,
            "name": self.election.manifest.trustees[trustee - 1],
            "state": "draft",
            "step": self.election.step,
            "trustee": trustee,
        }

    def _json(self, code, value):
        self._answer(code, json.dumps(value).encode())

    def _answer(self, code, data):
        self.send_response(code)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def served(election):
    """Serve an election on loopback; gives the address without a slash at the end."""
    handler = type("Handler", (_Handler,), {"election": election})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def link(site, trustee, token=None):
    return f"{site}/trustee/{ELECTION_ID}/{trustee}#{token or TOKENS[trustee]}"
