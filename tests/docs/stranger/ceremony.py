"""protocol.md section 4: C05, and the roll, C06."""

from itertools import pairwise

from tests.docs.stranger.arithmetic import (
    challenge,
    digest,
    hashed,
    insist,
    integer,
    number,
    output,
    text,
)
from tests.docs.stranger.ed25519 import is_signed
from tests.docs.stranger.record import sha256


class Ceremony:
    """The last attempt, with everything that is computed from it."""

    def __init__(self, record, h_p, h_b):
        self.record, self.group, self.h_p, self.h_b = record, record.group, h_p, h_b
        self.id = text(record.ceremony["election"])
        self.attempt = integer(record.ceremony["attempt"])
        self.trustees = [entry.payload for entry in self._of("trustee")]
        self.trustees.sort(key=lambda keys: keys["trustee"])
        self.commitments = [list(map(number, keys["commitments"])) for keys in self.trustees]
        self.joint_key = self.group.product(row[0] for row in self.commitments)

    def _of(self, kind):
        """Entries of the last attempt, drills after the freeze as well."""
        start = self.record.of("ceremony")[-1].index
        return [entry for entry in self.record.of(kind) if entry.index > start]

    def signing_key(self, trustee):
        return digest(self.trustees[trustee - 1]["signing_key"])

    def share_key(self, trustee):
        """S_i of 4.11."""
        return self.group.product(
            self.group.power(commitment, trustee**j)
            for row in self.commitments
            for j, commitment in enumerate(row)
        )

    def signatures(self, *kinds, sentence="C05.3"):
        entries = [entry for kind in kinds for entry in self._of(kind)]
        for entry in entries:
            key = self.signing_key(entry.document["trustee"])
            signature = digest(entry.document["signature"])
            insist(is_signed(key, entry.signed(), signature), sentence)
        return [{"entry": entry.index, "message": entry.signed().hex()} for entry in entries]

    def values(self):
        """C05."""
        group, keys = self.group, self.trustees
        transcript = hashed(
            "4.9",
            self.h_p,
            b"\x13",
            self.id,
            self.attempt,
            group.element(self.joint_key),
            *(group.element(x) for row in self.commitments for x in row),
            *(digest(key["communication_key"]) for key in keys),
            *(digest(key["signing_key"]) for key in keys),
        )
        h_e = hashed("3.3", self.h_b, b"\x14", group.element(self.joint_key))
        for entry in self._of("confirm"):
            insist(entry.payload["transcript"] == transcript["output"], "C05.7")
        frozen = self.record.one("freeze").payload
        insist(frozen["joint_key"] == group.hex(self.joint_key), "C05.10")
        insist(frozen["transcript"] == transcript["output"], "C05.11")
        insist(frozen["election_hash"] == h_e["output"], "C05.12")
        numbers = range(1, len(keys) + 1)
        return {
            "signatures": self.signatures("trustee", "share", "confirm", "drill"),
            "keys": [self._key_values(key) for key in keys],
            "shares": [
                self._share_values(entry.payload["trustee"], share)
                for entry in self._of("share")
                for share in entry.payload["shares"]
            ],
            "joint_key": group.hex(self.joint_key),
            "share_keys": [group.hex(self.share_key(i)) for i in numbers],
            "transcript_hash": transcript,
            "drills": [self._drill_values(entry.payload) for entry in self._of("drill")],
            "election_hash": h_e,
        }

    def _key_values(self, keys):
        group, c = self.group, number(keys["proof"]["challenge"])
        public = [*map(number, keys["commitments"]), number(keys["communication_key"])]
        responses = [number(v) for v in keys["proof"]["responses"]]
        insist(len(public) == len(responses) == self.record.ceremony["threshold"] + 1, "C05.5")
        insist(all(x != 1 and group.has(x) for x in public), "C05.5")
        hs = [group.known(group.g, v, x, c) for x, v in zip(public, responses, strict=True)]
        value = challenge(
            "4.2",
            self.h_p,
            b"\x10",
            self.id,
            self.attempt,
            integer(keys["trustee"]),
            *map(group.element, public),
            digest(keys["signing_key"]),
            *map(group.element, hs),
        )
        insist(value["scalar"] == keys["proof"]["challenge"], "C05.5")
        return {"trustee": keys["trustee"], "h": list(map(group.hex, hs)), "challenge": value}

    def _share_values(self, sender, share):
        group, c0, proof = self.group, number(share["c0"]), share["proof"]
        insist(c0 != 1 and group.has(c0), "C05.6")
        gamma = group.known(group.g, number(proof["response"]), c0, number(proof["challenge"]))
        value = challenge(
            "4.7",
            self.h_p,
            b"\x12",
            self.id,
            integer(sender),
            integer(share["to"]),
            group.element(gamma),
            group.element(c0),
            digest(share["c1"]),
        )
        insist(value["scalar"] == proof["challenge"], "C05.6")
        return {"from": sender, "to": share["to"], "gamma": group.hex(gamma), "challenge": value}

    def _drill_values(self, drill):
        group, proof = self.group, drill["proof"]
        key = self.share_key(drill["trustee"])
        a = group.known(group.g, number(proof["response"]), key, number(proof["challenge"]))
        value = challenge(
            "4.12",
            self.h_p,
            b"\x15",
            self.id,
            integer(drill["trustee"]),
            group.element(key),
            group.element(a),
            digest(drill["challenge"]),
        )
        insist(value["scalar"] == proof["challenge"], "C05.8")
        return {"trustee": drill["trustee"], "a": group.hex(a), "challenge": value}


def election_hash(values):
    return output(values["election_hash"])


def roll_values(record):
    """C06."""
    entry = record.one("roll")
    voters = entry.payload["voters"]
    insist(all(a[0] < b[0] for a, b in pairwise(voters)), "C06.1")
    digest_of_roll = sha256(entry.payload_data).hexdigest()
    insist(record.one("freeze").payload["roll"] == digest_of_roll, "C06.3")
    for cast in (*record.of("ballot"), *record.of("challenge")):
        ballot = cast.payload.get("ballot", cast.payload)
        insist(cast.document["credential"] in record.roll, "C06.4")
        insist(record.stands(cast.document["credential"], cast.index), "C06.9")
        insist(record.roll[cast.document["credential"]][0] == ballot["style"], "C06.5")
    known = {credential for credential, _, _ in voters}
    for index, old, new in record.changes:
        insist(old in known and record.stands(old, index - 1), "C06.7")
        insist(new not in known, "C06.8")
        known |= {new} - {""}
    return {
        "sha256": digest_of_roll,
        "voters": len(voters),
        "weight": sum(weight for _, _, weight in voters),
    }
