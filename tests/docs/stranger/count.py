"""protocol.md section 8: C09 to C12."""

from tests.docs.stranger.arithmetic import (
    Q,
    challenge,
    insist,
    integer,
    number,
    scalar_bytes,
)
from tests.docs.stranger.record import sha256


class Count:
    """The count of an election, computed again from its ballots."""

    def __init__(self, record, ceremony, h_e):
        self.record, self.group = record, record.group
        self.ceremony, self.h_e = ceremony, h_e
        voters = {e.index: record.voter(e.document["credential"]) for e in record.of("ballot")}
        last = {voters[e.index]: e for e in record.of("ballot") if voters[e.index]}
        self.counted = sorted(last.values(), key=lambda entry: entry.index)
        self.totals = self._totals()

    def _weight(self, entry):
        return self.record.roll[entry.document["credential"]][1]

    def _totals(self):
        manifest, group = self.record.manifest, self.group
        totals = [[(1, 1) for _ in contest["options"]] for contest in manifest["contests"]]
        for entry in self.counted:
            numbers = manifest["styles"][entry.payload["style"] - 1]["contests"]
            for i, contest in zip(numbers, entry.payload["contests"], strict=True):
                for j, selection in enumerate(contest["selections"]):
                    a, b = totals[i - 1][j]
                    alpha, beta = (
                        group.power(number(selection[name]), self._weight(entry))
                        for name in ("alpha", "beta")
                    )
                    totals[i - 1][j] = (group.product((a, alpha)), group.product((b, beta)))
        return totals

    def _places(self):
        for i, contest in enumerate(self.totals, start=1):
            for j, (a, b) in enumerate(contest, start=1):
                yield i, j, a, b

    def tally_input_values(self):
        """C09."""
        entry = self.record.one("tally-input")
        size = self.record.one("close").index + 1
        insist(entry.payload["size"] == size, "C09.2")
        insist(entry.payload["counted"] == [e.index for e in self.counted], "C09.3")
        return {
            "size": size,
            "counted": [{"entry": e.index, "weight": self._weight(e)} for e in self.counted],
            "sha256": sha256(entry.payload_data).hexdigest(),
        }

    def aggregation_values(self):
        """C10."""
        entry, group = self.record.one("tally"), self.group
        tally_input = self.record.one("tally-input").document["payload"]
        insist(entry.payload["tally_input"] == tally_input, "C10.2")
        places = [
            {"contest": i, "option": j, "A": group.hex(a), "B": group.hex(b)}
            for i, j, a, b in self._places()
        ]
        published = [item for contest in entry.payload["contests"] for item in contest]
        claimed = [(item["alpha"], item["beta"]) for item in published]
        insist(claimed == [(place["A"], place["B"]) for place in places], "C10.3")
        return {"totals": places, "sha256": sha256(entry.payload_data).hexdigest()}

    def decryption_values(self):
        """C11."""
        tally, proofs = self.record.one("tally").document["payload"], []
        for entry in self.record.of("decryption"):
            insist(entry.payload["tally"] == tally, "C11.2")
            insist(entry.payload["trustee"] == entry.document["trustee"], "C11.3")
            items = [item for contest in entry.payload["contests"] for item in contest]
            for place, item in zip(self._places(), items, strict=True):
                proofs.append(self._proof_values(entry.payload["trustee"], place, item))
        signatures = self.ceremony.signatures("decryption", sentence="C11.4")
        return {"signatures": signatures, "proofs": proofs}

    def _proof_values(self, trustee, place, item):
        (i, j, total_a, total_b), group = place, self.group
        share, c, v = (
            number(text)
            for text in (item["share"], item["proof"]["challenge"], item["proof"]["response"])
        )
        insist(group.has(share), "C11.5")
        a = group.known(group.g, v, self.ceremony.share_key(trustee), c)
        b = group.known(total_a, v, share, c)
        made = challenge(
            "8.3",
            self.h_e,
            b"\x31",
            integer(trustee),
            integer(i),
            integer(j),
            *map(group.element, (total_a, total_b, a, b, share)),
        )
        insist(made["scalar"] == item["proof"]["challenge"], "C11.6")
        return {
            "trustee": trustee,
            "contest": i,
            "option": j,
            "a": group.hex(a),
            "b": group.hex(b),
            "challenge": made,
        }

    def result_values(self):
        """C12."""
        result, group = self.record.one("result").payload, self.group
        insist(result["tally"] == self.record.one("tally").document["payload"], "C12.2")
        insist(len(result["trustees"]) == self.record.manifest["threshold"], "C12.3")
        insist(result["ballots"] == len(self.counted), "C12.6")
        weights = {i: self._coefficient(i, result["trustees"]) for i in result["trustees"]}
        claims = [claim for contest in result["contests"] for claim in contest]
        places = zip(self._places(), claims, strict=True)
        weight = sum(map(self._weight, self.counted))
        return {
            "coefficients": [
                {"trustee": i, "w": scalar_bytes(w).hex()} for i, w in weights.items()
            ],
            "powers_of_K": [
                group.hex(group.power(self.ceremony.joint_key, t)) for t in range(weight + 1)
            ],
            "results": [self._opened(place, claim, weights) for place, claim in places],
        }

    def _coefficient(self, i, chosen):
        w = 1
        for other in chosen:
            if other != i:
                w = w * other * pow(other - i, -1, Q) % Q
        return w

    def _opened(self, place, claim, weights):
        (i, j, _, total_b), group = place, self.group
        shares = {
            entry.payload["trustee"]: number(entry.payload["contests"][i - 1][j - 1]["share"])
            for entry in self.record.of("decryption")
        }
        combined = group.product(group.power(shares[t], w) for t, w in weights.items())
        value = total_b * pow(combined, -1, group.p) % group.p
        insist(claim["value"] == group.hex(value), "C12.4")
        insist(group.power(self.ceremony.joint_key, claim["count"]) == value, "C12.5")
        return {
            "contest": i,
            "option": j,
            "M": group.hex(combined),
            "T": group.hex(value),
            "t": claim["count"],
        }
