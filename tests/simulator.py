"""Whole elections in memory, from the first ceremony to the record file, honest or tampered with.

A simulation is a server that holds every key: whatever is changed in its lines is hashed, signed
and counted again on demand, as a dishonest server could do it. It is built from crypto alone.
"""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from crypto import canonical_json, entropy, merkle, record_format, signing
from crypto.ballot import ballot_hash, decode_ballot, with_members
from crypto.ceremony import CeremonyView
from crypto.ceremony_payloads import CeremonyPayload, ConfirmPayload
from crypto.context import ElectionContext
from crypto.decryption import TallyDecryptor, draw_nonces
from crypto.encryption import BallotRandomness, MadeBallot, encrypt_ballot
from crypto.manifest import Manifest, Style, encode_manifest
from crypto.notes import NoteSigner
from crypto.payloads import (
    FreezePayload,
    RollEntry,
    RollPayload,
    TallyInputPayload,
    TurnPayload,
)
from crypto.record_format import RecordWriter
from crypto.tally import (
    aggregate,
    members,
    open_totals,
    result_items,
    verify_partial_decryption,
)
from crypto.tally_payloads import ResultPayload, TallyPayload
from crypto.transcript import sha256
from crypto.trustee_keys import (
    ShareNonces,
    TrusteeSecret,
    answer_drill,
    draw_key_nonces,
    encrypt_shares,
    key_share,
    publish_keys,
)
from crypto.waiver import WaiverPayload
from crypto.witness_policy import Witnesses
from tests.checkpoints import signed_checkpoint
from tests.simulated_line import Line, followed_roll
from tests.simulated_plan import (
    BUDGET,
    CHAIR,
    COSIGNED,
    DEMONSTRATION,
    ELECTION_ID,
    ORDINARY,
    START,
    WAIVED,
    Plan,
    Vote,
    Voter,
    contest,
)

__all__ = [
    "BUDGET", "CHAIR", "COUNTED_KINDS", "DEMONSTRATION", "ELECTION_ID", "ORDINARY", "WAIVED",
    "Line", "Plan", "Simulation", "Style", "Vote", "Voter", "contest",
]  # fmt: skip

KEY_TOOL = "7e" * 32
COUNTED_KINDS = ("tally-input", "tally", "decryption", "result", "final")


@dataclass
class Simulation:
    """An election under way or over; `lines` is its board."""

    plan: Plan
    origin: str
    log: NoteSigner
    lines: list[Line] = field(default_factory=list)
    commitments: list[bytes] = field(default_factory=list)
    secrets: list[TrusteeSecret] = field(default_factory=list)
    voter_seeds: list[bytes] = field(default_factory=list)
    view: CeremonyView | None = None
    context: ElectionContext | None = None
    now: datetime = START
    members: dict[str, bytes] = field(default_factory=dict)
    """Bytes to write for a member of the record instead of what belongs there."""

    @classmethod
    def new(cls, plan: Plan = ORDINARY) -> Simulation:
        origin = f"{plan.host}/e/{ELECTION_ID}"
        return cls(plan, origin, NoteSigner(origin, entropy.random_bytes(32)))

    @classmethod
    def honest(cls, plan: Plan = ORDINARY) -> Simulation:
        """A whole election in which everybody did what they should."""
        simulation = cls.new(plan)
        simulation.hold_ceremony()
        simulation.freeze()
        simulation.turn("open")
        for vote in plan.votes:
            simulation.cast(vote)
        simulation.turn("close")
        simulation.count()
        return simulation

    @classmethod
    @cache
    def shared(cls) -> Simulation:
        """An honest election made once in each process: to be copied, not changed."""
        return cls.honest()

    def copy(self) -> Simulation:
        twin = copy.copy(self)
        twin.lines = copy.deepcopy(self.lines)
        twin.commitments = list(self.commitments)
        twin.members = dict(self.members)
        twin.voter_seeds = list(self.voter_seeds)
        return twin

    # The stages of an election

    def hold_ceremony(
        self,
        attempt: int = 1,
        until: str = "drill",
        known: Mapping[int, TrusteeSecret] | None = None,
    ) -> None:
        """Hold one attempt at the key ceremony, up to and with the steps of kind `until`.

        `known` gives secrets that are not drawn anew, by trustee.
        """
        ceremony = CeremonyPayload(
            election_id=ELECTION_ID,
            attempt=attempt,
            demonstration=self.plan.demonstration,
            key_tool=KEY_TOOL,
            log_key=self.log.verifier().text(),
            origin=self.origin,
            parameters=self.plan.parameters,
            threshold=self.plan.threshold,
            trustees=self.trustee_names,
        )
        self.add("ceremony", ceremony.encode())
        self.view = CeremonyView.of_attempt(ceremony)
        group = ceremony.group
        self.secrets = [
            (known or {}).get(i)
            or TrusteeSecret.draw(group, index=i, threshold=self.plan.threshold)
            for i in range(1, self.plan.trustees + 1)
        ]
        for kind in ("trustee", "share", "confirm", "drill"):
            for secret in self._taking(kind):
                payload = self._ceremony_step(kind, secret)
                self.view.add(payload)
                data = payload.encode() if kind == "confirm" else payload.encode(group)
                self.add_of_trustee(kind, secret, data)
            if kind == until:
                break
        if self.plan.waived and until == "drill":
            self.waive(self.plan.waived)

    def pass_drill(self, trustee: int) -> None:
        """Let a trustee show, now or again, that its key works."""
        secret = self.secrets[trustee - 1]
        payload = self._ceremony_step("drill", secret)
        self.add_of_trustee("drill", secret, payload.encode(self.view.ceremony.group))

    def waive(self, trustees: tuple[int, ...]) -> None:
        """Go on without the drills of some trustees, whether that is allowed or not."""
        payload = WaiverPayload(ELECTION_ID, self.tick(), self.view.attempt, "on a boat", trustees)
        self.add("waiver", payload.encode())

    def freeze(self) -> None:
        manifest = encode_manifest(self.manifest())
        self.add("election", manifest)
        self.voter_seeds = [entropy.random_bytes(32) for _ in self.plan.voters]
        pairs = zip(self.voter_seeds, self.plan.voters, strict=True)
        voters = [RollEntry(signing.public_key(s), v.style, v.weight) for s, v in pairs]
        voters.sort(key=lambda voter: voter.credential)
        roll = RollPayload(ELECTION_ID, tuple(voters)).encode()
        self.add("roll", roll)
        self.context = ElectionContext.build(manifest, self.view.joint_key())
        freeze = FreezePayload(
            ELECTION_ID,
            at=self.tick(),
            election_hash=self.context.h_e,
            joint_key=self.context.joint_key,
            manifest=sha256(manifest),
            roll=sha256(roll),
            transcript=self.view.transcript(),
        )
        self.add("freeze", freeze.encode(self.context.group))

    def turn(self, kind: str) -> None:
        """Open, close or end the election."""
        self.add(kind, TurnPayload(ELECTION_ID, self.tick()).encode())

    def cast(self, vote: Vote) -> Line:
        return self.add_ballot(vote.voter, self.make_ballot(vote), is_test=vote.is_test)

    def count(self, *, counted=None, weight_of=lambda weight: weight, slack=1) -> None:
        """Count what is on the board as an honest server and honest trustees would.

        `counted` and `weight_of` put other ballots and weights in; `slack` times the counted weight
        is the highest count that is looked for.
        """
        self.lines = [line for line in self.lines if line.kind not in COUNTED_KINDS]
        close = self.index("close")
        ballots = [(i, line) for i, line in enumerate(self.lines[:close]) if line.kind == "ballot"]
        roll = followed_roll(self.lines)
        if counted is None:
            counted = roll.counted((i, line.fields["credential"]) for i, line in ballots)
        tally_input = TallyInputPayload(ELECTION_ID, counted, close + 1).encode()
        self.add("tally-input", tally_input)
        voters = [roll.entry(self.lines[i].fields["credential"]) for i in counted]
        terms = [
            (
                with_members(decode_ballot(self.lines[i].payload, self.context), self.context),
                weight_of(voter.weight if voter else 1),
            )
            for i, voter in zip(counted, voters, strict=True)
        ]
        weight = slack * sum(weight for _, weight in terms)
        totals = aggregate(self.context, terms)
        self.add_totals(totals, sha256(tally_input), len(counted), weight=weight)
        self.turn("final")

    # Parts of the stages

    def make_ballot(self, vote: Vote, **changes) -> MadeBallot:
        """Encrypt a vote; `changes` replace parts of its randomness."""
        style = self.plan.voters[vote.voter].style
        randomness = replace(BallotRandomness.draw(self.context, style), **changes)
        return encrypt_ballot(
            self.context,
            style=style,
            credential=self.credential(vote.voter),
            selections=vote.selections,
            randomness=randomness,
        )

    def ballot_line(self, voter: int, made: MadeBallot, *, is_test: bool = False) -> Line:
        fields = {"credential": self.credential(voter).hex()}
        seed = self.voter_seeds[voter]
        if not is_test:
            return Line("ballot", made.data, seed, fields)
        document = {"ballot": json.loads(made.data), "nonces": made.nonces, "v": 1}
        fields["ballot"] = ballot_hash(made.data)
        return Line("challenge", canonical_json.encode(document), seed, fields)

    def add_ballot(self, voter: int, made: MadeBallot, *, is_test: bool = False) -> Line:
        line = self.ballot_line(voter, made, is_test=is_test)
        self.lines.append(line)
        if not is_test:
            commitments = {"ballot": ballot_hash(made.data), "commitments": made.commitments}
            self.commitments.append(canonical_json.encode(commitments))
        return line

    def add(self, kind: str, payload: bytes) -> Line:
        self.lines.append(Line(kind, payload))
        return self.lines[-1]

    def add_of_trustee(self, kind: str, secret: TrusteeSecret, payload: bytes) -> Line:
        self.lines.append(Line(kind, payload, secret.signing_seed, {"trustee": secret.index}))
        return self.lines[-1]

    def manifest(self) -> Manifest:
        witnesses = tuple(signer.verifier().text() for signer in self.plan.witnesses)
        return Manifest(
            booth="5a" * 32,
            opens=START,
            closes=START + timedelta(days=7),
            contact=dict.fromkeys(self.plan.languages, ""),
            contests=self.plan.contests,
            demonstration=self.plan.demonstration,
            description=dict.fromkeys(self.plan.languages, ""),
            election_id=ELECTION_ID,
            key_tool=KEY_TOOL,
            languages=self.plan.languages,
            log_key=self.log.verifier().text(),
            origin=self.origin,
            parameters=self.plan.parameters,
            quorum=0,
            styles=self.plan.styles,
            threshold=self.plan.threshold,
            time_zone="Europe/Vienna",
            title=dict.fromkeys(self.plan.languages, self.plan.title),
            trustees=self.trustee_names,
            witnesses=Witnesses(witnesses, self.plan.quorum),
        )

    @property
    def trustee_names(self) -> tuple[str, ...]:
        return tuple(f"Key holder {i}" for i in range(1, self.plan.trustees + 1))

    def credential(self, voter: int) -> bytes:
        return signing.public_key(self.voter_seeds[voter])

    def tick(self) -> datetime:
        self.now += timedelta(hours=1)
        return self.now

    def _taking(self, kind: str) -> list[TrusteeSecret]:
        absent = self.plan.waived if kind == "drill" else ()
        return [secret for secret in self.secrets if secret.index not in absent]

    def _ceremony_step(self, kind: str, secret: TrusteeSecret):
        ceremony, view = self.view.ceremony, self.view
        group = ceremony.group
        if kind == "trustee":
            return publish_keys(secret, ceremony, draw_key_nonces(group, ceremony.threshold))
        if kind == "share":
            others = view.keys.keys() - {secret.index}
            return encrypt_shares(secret, view, {i: ShareNonces.draw(group) for i in others})
        if kind == "confirm":
            return ConfirmPayload(ELECTION_ID, view.attempt, secret.index, view.transcript())
        nonce = entropy.random_nonzero_scalar(group)
        return answer_drill(secret, view, challenge=entropy.random_bytes(32), nonce=nonce)

    def add_totals(self, totals, tally_input: bytes, ballots: int, *, weight: int) -> None:
        """Publish the totals of so many ballots, open them and tell the result."""
        context, group = self.context, self.context.group
        tally = TallyPayload(ELECTION_ID, totals, tally_input).encode(group)
        self.add("tally", tally)
        opened = members(context, totals)
        parts = [self._decrypt(secret, opened, sha256(tally)) for secret in self.secrets]
        chosen = parts[: self.plan.threshold]
        counts = open_totals(context, opened, chosen, total_weight=weight)
        result = ResultPayload(
            ELECTION_ID,
            ballots=ballots,
            contests=result_items(counts),
            tally=sha256(tally),
            trustees=tuple(part.trustee for part in chosen),
        )
        self.add("result", result.encode(group))

    def _decrypt(self, secret: TrusteeSecret, opened, tally_hash: bytes):
        context = self.context
        share = key_share(secret, self.view)
        decryptor = TallyDecryptor(context, trustee=secret.index, key_share=share)
        nonces = draw_nonces(context.group, opened)
        payload = decryptor.decrypt(opened, tally_hash=tally_hash, nonces=nonces)
        self.add_of_trustee("decryption", secret, payload.encode(context.group))
        return verify_partial_decryption(
            payload,
            context=context,
            tally=opened,
            tally_hash=tally_hash,
            share_key=self.view.share_key(secret.index),
        )

    # Finding and changing lines

    def index(self, kind: str, nth: int = 0) -> int:
        return [i for i, line in enumerate(self.lines) if line.kind == kind][nth]

    def line(self, kind: str, nth: int = 0) -> Line:
        return self.lines[self.index(kind, nth)]

    def edit(self, kind: str, change: Callable[[dict], None], nth: int = 0) -> None:
        """Change the document of one payload; `relink` mends what refers to it."""
        self.line(kind, nth).edit(change)

    def insert_before(self, kind: str, line: Line) -> None:
        self.lines.insert(self.index(kind), line)

    def drop(self, kind: str, nth: int = 0) -> Line:
        return self.lines.pop(self.index(kind, nth))

    def relink(self) -> None:
        """Mend every hash of one payload that stands in another one."""
        links = (
            ("freeze", "manifest", "election"),
            ("freeze", "roll", "roll"),
            ("tally", "tally_input", "tally-input"),
            ("decryption", "tally", "tally"),
            ("result", "tally", "tally"),
        )
        for kind, name, target in links:
            for line in self.lines:
                if line.kind == kind:
                    value = sha256(self.line(target).payload).hex()
                    line.edit(
                        lambda document, name=name, value=value: document.update({name: value})
                    )

    # The record

    def checkpoint(self, size: int | None = None) -> str:
        """The signed checkpoint over the first `size` entries, all if not given."""
        leaves = [merkle.leaf_hash(line.entry()) for line in self.lines]
        size = len(leaves) if size is None else size
        note = signed_checkpoint(self.log, self.origin, size, merkle.root(leaves[:size]))
        text = note.rpartition("\n\n")[0] + "\n"
        for witness in self.plan.witnesses:
            note += witness.cosign(text, COSIGNED)
        return note

    def parts(self) -> dict[str, bytes]:
        """The bytes of every member but README.txt."""
        kinds = [line.kind for line in self.lines]
        manifest = self.line("election").payload if "election" in kinds else b"{}"
        policy = json.loads(manifest).get("witnesses", {})
        return {
            record_format.MANIFEST: manifest,
            record_format.CHECKPOINT: self.checkpoint().encode(),
            record_format.WITNESS_POLICY: canonical_json.encode(policy),
            record_format.ENTRIES: b"".join(line.entry() + b"\n" for line in self.lines),
            record_format.PAYLOADS: b"".join(line.payload + b"\n" for line in self.lines),
            record_format.COMMITMENTS: b"".join(line + b"\n" for line in self.commitments),
        } | self.members

    def record(self) -> bytes:
        """The record file."""
        stream = io.BytesIO()
        writer = RecordWriter(stream)
        for name, data in self.parts().items():
            writer.begin(name)
            writer.write(data)
        writer.close()
        return stream.getvalue()

    def write(self, path: Path) -> Path:
        path.write_bytes(self.record())
        return path
