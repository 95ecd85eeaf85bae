"""protocol.md sections 1 and 2: the group, encodings, hashes."""

import hmac
from dataclasses import dataclass

Q = 2**256 - 189
SETS = {
    "EG-2.1-3072": (
        3072,
        298707407953437995876300625370749906325322663598036756391867662926569213935809577593,
    ),
    "EG-2.1-4096": (
        4096,
        287975203778583638958138611533602521491887169409704874643524560756486080635197037903,
    ),
}


class Fault(Exception):  # noqa: N818  the word of docs/spec for what is found
    """A sentence of verification.md that does not hold."""


def insist(holds, sentence):
    if not holds:
        raise Fault(sentence)


def _ln2(bits):
    """Compute floor(2^bits ln 2) by the series of 1 / (k 2^k), with 64 bits to spare."""
    one = 1 << (bits + 64)
    return sum((one >> k) // k for k in range(1, bits + 65)) >> 64


@dataclass(frozen=True)
class Group:
    name: str
    bits: int
    p: int
    g: int

    @property
    def size(self):
        return self.bits // 8

    def element(self, x):
        return x.to_bytes(self.size, "big")

    def hex(self, x):
        return self.element(x).hex()

    def has(self, x):
        return 0 < x < self.p and pow(x, Q, self.p) == 1

    def power(self, base, exponent):
        return pow(base, exponent % Q, self.p)

    def product(self, factors):
        result = 1
        for x in factors:
            result = result * x % self.p
        return result

    def known(self, base, response, image, challenge):
        """Compute base^v image^c, what an honest prover committed to."""
        return self.product((self.power(base, response), self.power(image, challenge)))


def group_named(name):
    insist(name in SETS, "C01.5")
    n, delta = SETS[name]
    p = 2**n - 2 ** (n - 256) + 2**256 * (_ln2(n - 512) + delta) + 2**256 - 1
    return Group(name, n, p, pow(2, (p - 1) // Q, p))


def number(text):
    return int(text, 16)


def scalar_bytes(s):
    return s.to_bytes(32, "big")


def integer(n):
    return n.to_bytes(4, "big")


def blob(data):
    return integer(len(data)) + data


def text(words):
    return blob(words.encode())


def digest(words):
    return bytes.fromhex(words)


def hashed(equation, key, *fields):
    """H(key; B) of 2.1 as values.json shows it."""
    message = b"".join(fields)
    output = hmac.digest(key, message, "sha256")
    return {
        "equation": equation,
        "key": key.hex(),
        "input": message.hex(),
        "output": output.hex(),
    }


def challenge(equation, key, *fields):
    """Hq(key; B) of 2.2."""
    value = hashed(equation, key, *fields)
    return {**value, "scalar": scalar_bytes(number(value["output"]) % Q).hex()}


def output(value):
    return bytes.fromhex(value["output"])
