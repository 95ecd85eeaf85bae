"""Secrets of an election's people, and searching for them in whatever a server kept or saw."""

import base64
import contextlib
import io
import json
import urllib.error
import urllib.request
import zipfile
from dataclasses import dataclass
from ipaddress import ip_address

from crypto.ballot import decode_ballot
from crypto.canonical_json import decode
from crypto.context import ElectionContext
from crypto.credentials import credential_seed, parse_code
from crypto.group import group_named
from crypto.hash_chain import selection_nonce
from crypto.transcript import sha256
from tests.election import ballot_paper as paper
from tests.election.story import NETWORKS

LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True)
class Secret:
    """What must not be found, every way it could be written, and where it may stand."""

    name: str
    spellings: tuple[bytes, ...]
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Something a server kept or saw; digits are searched in small letters."""

    name: str
    data: bytes

    def holds(self, secret):
        lowered = self.data.lower()
        return any(spelling in self.data or spelling in lowered for spelling in secret.spellings)


def hits(secrets, places):
    return [
        f"{secret.name} in {place.name}"
        for secret in secrets
        for place in places
        if not place.name.startswith(secret.allowed) and place.holds(secret)
    ]


def of_bytes(name, value, *allowed):
    wide = base64.b64encode(value).rstrip(b"=")
    web = base64.urlsafe_b64encode(value).rstrip(b"=")
    return Secret(name, (value, value.hex().encode(), wide, web), allowed)


def of_text(name, value, *allowed):
    data = value.encode()
    return Secret(name, (data, data.hex().encode(), base64.b64encode(data).rstrip(b"=")), allowed)


# --- Whose secrets ----------------------------------------------------------------------------
def voters_secrets(story):
    """Codes may stand in the messages to voters; what is derived from them nowhere."""
    for address, code in story.codes.items():
        plain = parse_code(code)
        yield of_text(f"code of {address}", code, "mail/")
        yield of_text(f"code of {address}, not grouped", plain, "mail/")
        yield of_bytes(f"signing seed of {address}", credential_seed(plain, story.election))


def choices(story):
    """Whole ballots as lists of numbers; the test ballot was shown to everybody on purpose."""
    for name in ("ADA", "BEN_FIRST", "BEN", "CYD"):
        votes = getattr(paper, name)
        yield of_text(f"choices of {name}", json.dumps(votes, separators=(",", ":")))
        yield of_text(f"choices of {name}, spaced", json.dumps(votes))


def key_holders_secrets(story):
    group = group_named("EG-2.1-3072")
    secrets = [holder.secret() for holder in story.holders]
    for holder, secret in zip(story.holders, secrets, strict=True):
        yield of_text(f"passphrase of {holder.name}", holder.passphrase)
        yield of_text(f"token of {holder.name}", holder.link.partition("#")[2], "mail/")
        yield of_bytes(f"signing seed of {holder.name}", secret.signing_seed)
        scalars = {
            "communication secret": secret.communication_secret,
            **{f"coefficient {j}": value for j, value in enumerate(secret.coefficients)},
            **{f"part for {to}": secret.evaluate(group, to) for to in range(1, len(secrets) + 1)},
            "key share": group.scalar(
                sum(other.evaluate(group, secret.index) for other in secrets)
            ),
        }
        for name, value in scalars.items():
            yield of_bytes(f"{name} of {holder.name}", group.scalar_bytes(value))


def sign_in_token(story):
    return of_text("the official's sign-in token", story.sign_in_token, "requests of Olga")


def voters_networks(story):
    """Beside a ballot, or anywhere: nothing of where a voter was is ever written down."""
    for name, address in NETWORKS.items():
        yield of_text(f"network address of {name}", address)
        packed = ip_address(address).packed
        if len(packed) == 16:  # four bytes stand in megabytes of random ones by chance
            yield of_bytes(f"network address of {name}, packed", packed)
        yield of_text(f"hash of the network address of {name}", sha256(address.encode()).hex())


class AdasLocks:
    """What Ada's device drew for the three ballots it locked: tested, thrown away, cast."""

    def __init__(self, story):
        size = len(story.draws) // 3
        assert size > 0
        assert len(story.draws) == 3 * size
        self._draws = [story.draws[size * number : size * (number + 1)] for number in range(3)]
        self._context = _context(story)
        seen = story.evidence["Ada"]
        self._tested = self._ballot(seen.posted("/challenges"))
        self._cast = self._ballot(seen.posted("/ballots"))

    def secrets(self):
        """The nonces of the cast ballot, and everything about the one neither shown nor cast."""
        ballot_nonce = _draw_after(self._draws[2], self._cast.salt)
        yield of_bytes("ballot nonce", ballot_nonce)
        yield from self._nonces(self._cast, ballot_nonce)
        for number, draw in enumerate(self._draws[1]):
            yield of_bytes(f"draw {number} for a ballot never sent", bytes.fromhex(draw))

    def published(self):
        """The nonces of the test ballot, which its voter had shown to everybody."""
        yield from self._nonces(self._tested, _draw_after(self._draws[0], self._tested.salt))

    def _ballot(self, posted):
        (sent,) = posted
        return decode_ballot(json.loads(sent.body)["ballot"], self._context)

    def _nonces(self, ballot, ballot_nonce):
        group = self._context.group
        h_i = self._context.ballot_key(ballot.credential, ballot.salt)
        for contest, encrypted in enumerate(ballot.contests, start=1):
            for option, selection in enumerate(encrypted.selections, start=1):
                xi = selection_nonce(
                    h_i, group, contest=contest, option=option, ballot_nonce=ballot_nonce
                )
                assert group.power(group.g, xi) == selection.alpha
                yield of_bytes(f"nonce {contest}.{option}", group.scalar_bytes(xi))


def _context(story):
    address = f"{story.product.url}/api/v1/elections/{story.election}/"
    with (
        urllib.request.urlopen(address) as answer,  # noqa: S310  the product under test
        zipfile.ZipFile(story.record) as record,
    ):
        group = group_named("EG-2.1-3072")
        key = group.decode_residue(json.load(answer)["joint_key"], "joint key")
        return ElectionContext.build(record.read("manifest.json"), group.member(key, "joint key"))


def _draw_after(draws, salt):
    """The booth draws the ballot nonce just after the salt, which is published."""
    return bytes.fromhex(draws[draws.index(salt.hex()) + 1])


# --- Where they could have got to ---------------------------------------------------------------
def places(story):
    place = story.product.place
    yield Place("database", place.database_dump().encode())
    yield Place("output", place.log_text().encode())
    yield from (Place(f"broker, {when}", data) for when, data in _messages(story))
    yield from _files(place.var)
    yield from _members("record.zip", story.record.read_bytes())
    yield from _told_to_machines(story)
    for name, seen in story.evidence.items():
        for sent in seen.requests:
            yield Place(f"requests of {name}: {sent.url}", sent.url.encode() + b" " + sent.body)


def _told_to_machines(story):
    """What those who watch over a server ask it for, where it answers."""
    for path in ("/health", "/metrics"):
        with (
            contextlib.suppress(urllib.error.HTTPError),
            urllib.request.urlopen(story.product.url + path) as answer,  # noqa: S310
        ):
            yield Place(path, answer.read())


def task_arguments(story):
    """Arguments of the tasks that went to the broker while Ada's ballot was sent."""
    for data in story.broker.values():
        for message in _documents(data):
            body = base64.b64decode(message["body"])
            yield message["headers"]["task"], json.loads(body)[0]


def _messages(story):
    for when, contents in (("then", story.broker), ("now", story.product.place.broker_contents())):
        for name, data in contents.items():
            yield f"{when}, {name}", data
            for message in _documents(data):
                yield f"{when}, body of {name}", base64.b64decode(message["body"])


def _documents(data):
    """The messages in a file, list or command of the broker; anything else is passed over."""
    for line in data.split(b"\n"):
        try:
            document = json.loads(line[line.find(b"{") :])
        except ValueError:
            continue
        if isinstance(document, dict) and "body" in document:
            yield document


def _files(folder):
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "secret":
            name = str(path.relative_to(folder))
            yield Place(name, path.read_bytes())
            yield from _members(name, path.read_bytes())


def _members(name, data):
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as record:
        for member in record.namelist():
            yield Place(f"{name}, {member}", record.read(member))


def texts_in(body):
    """Every text in a JSON document, and every number, as texts."""
    waiting = [decode(body, max_size=LARGEST, place="body")]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
        else:
            yield str(value)
