"""protocol.md sections 6 and 7: C07 and C08."""

from tests.docs.stranger.arithmetic import (
    Q,
    challenge,
    digest,
    hashed,
    insist,
    integer,
    number,
    output,
    scalar_bytes,
)
from tests.docs.stranger.ed25519 import is_signed
from tests.docs.stranger.record import canonical, sha256

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Booth:
    """What is needed to read the ballots of an election."""

    def __init__(self, record, joint_key, h_e):
        self.record, self.group = record, record.group
        self.joint_key, self.h_e = joint_key, h_e

    def values(self):
        """C07."""
        return {
            "ballots": [
                {
                    **self._signed(entry, "C07.3"),
                    **self._ballot_values(entry.payload_data, entry.payload, "C07"),
                }
                for entry in self.record.of("ballot")
            ]
        }

    def test_values(self):
        """C08."""
        return {"ballots": [self._test_values(entry) for entry in self.record.of("challenge")]}

    def _test_values(self, entry):
        ballot = entry.payload["ballot"]
        data = canonical(ballot)
        insist(sha256(data).hexdigest() == entry.document["ballot"], "C08.2")
        insist(ballot["credential"] == entry.document["credential"], "C08.2")
        return {
            **self._signed(entry, "C08.3"),
            **self._ballot_values(data, ballot, "C08"),
            "votes": [
                self._votes(*contest)
                for contest in zip(
                    self._contests(ballot), ballot["contests"], entry.payload["nonces"], strict=True
                )
            ],
        }

    def _signed(self, entry, sentence):
        key, signature = digest(entry.document["credential"]), digest(entry.document["signature"])
        insist(is_signed(key, entry.signed(), signature), sentence)
        return {"entry": entry.index, "message": entry.signed().hex()}

    def _contests(self, ballot):
        """Number and rules of each contest of the ballot's style."""
        numbers = self.record.manifest["styles"][ballot["style"] - 1]["contests"]
        return [(i, self.record.manifest["contests"][i - 1]) for i in numbers]

    def _ballot_values(self, data, ballot, check):
        fingerprint = sha256(data).hexdigest()
        parts = (digest(ballot["credential"]), digest(ballot["salt"]))
        ballot_id = hashed("3.4", self.h_e, b"\x50", *parts)
        key = hashed("3.5", self.h_e, b"\x20", output(ballot_id))
        proofs = []
        for (i, rules), contest in zip(self._contests(ballot), ballot["contests"], strict=True):
            proofs += self._contest_values(output(key), i, rules, contest, check)
        return {
            "hash": fingerprint,
            "tracker": tracker(fingerprint),
            "ballot_id": ballot_id,
            "hash_key": key,
            "proofs": proofs,
        }

    def _contest_values(self, h_i, i, rules, contest, check):
        group, selections = self.group, contest["selections"]
        pairs = [(number(s["alpha"]), number(s["beta"])) for s in selections]
        sentence = "C07.4" if check == "C07" else "C08.4"
        insist(all(group.has(x) for pair in pairs for x in pair), sentence)
        sentence = "C07.5" if check == "C07" else "C08.4"
        for j, (option, selection) in enumerate(
            zip(rules["options"], selections, strict=True), start=1
        ):
            values = range(option["option_max"] + 1)
            place = (h_i, i, j)
            yield self._proof_values(place, pairs[j - 1], values, selection["proof"], sentence)
        total = tuple(group.product(column) for column in zip(*pairs, strict=True))
        values = range(rules["votes_min"], rules["votes_max"] + 1)
        sentence = "C07.6" if check == "C07" else "C08.4"
        yield self._proof_values((h_i, i, 0), total, values, contest["proof"], sentence)

    def _proof_values(self, place, ciphertext, values, proof, sentence):
        (h_i, i, j), group, (alpha, beta) = place, self.group, ciphertext
        branches, total, hashes = [], 0, []
        for value, pair in zip(values, proof, strict=True):
            c, v = map(number, pair)
            insist(c < Q and v < Q, sentence)
            a = group.known(group.g, v, alpha, c)
            b = group.known(self.joint_key, v - value * c, beta, c)
            branches.append({"value": value, "a": group.hex(a), "b": group.hex(b)})
            hashes += [group.element(a), group.element(b)]
            total = (total + c) % Q
        fields = (integer(i), integer(j), group.element(alpha), group.element(beta), *hashes)
        made = challenge("6.4", h_i, b"\x24", *fields)
        insist(made["scalar"] == scalar_bytes(total).hex(), sentence)
        return {
            "contest": i,
            "option": j,
            "alpha": group.hex(alpha),
            "beta": group.hex(beta),
            "branches": branches,
            "challenge": made,
            "sum_of_challenges": scalar_bytes(total).hex(),
        }

    def _votes(self, numbered, contest, nonces):
        _, rules = numbered
        parts = zip(rules["options"], contest["selections"], nonces, strict=True)
        return [self._vote(*part) for part in parts]

    def _vote(self, option, selection, nonce):
        group, xi = self.group, number(nonce)
        insist(group.power(group.g, xi) == number(selection["alpha"]), "C08.5")
        beta = number(selection["beta"])
        fitting = [
            sigma
            for sigma in range(option["option_max"] + 1)
            if group.power(self.joint_key, sigma + xi) == beta
        ]
        insist(len(fitting) == 1, "C08.5")
        return fitting[0]


def tracker(fingerprint):
    bits = number(fingerprint) >> 156
    digits = [DIGITS[bits >> shift & 31] for shift in range(95, -1, -5)]
    return "-".join("".join(digits[i : i + 4]) for i in range(0, 20, 4))
