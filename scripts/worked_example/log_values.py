"""Values of C01 to C04: container, parameters, manifest, tree, checkpoint, order of events."""

import io
from base64 import b64decode
from zipfile import ZipFile

from crypto import hash_chain, merkle
from crypto.canonical_json import JsonValue
from crypto.cosignatures import CosignatureVerifier
from crypto.notes import split_note
from crypto.transcript import sha256
from scripts.worked_example.election import KEPT_SIZE, RECEIPT_OF
from scripts.worked_example.heard import hash_value
from tests.simulator import Simulation


def record_values(record: bytes, election: Simulation) -> JsonValue:
    """C01: where each member stands, and the parameter set."""
    group = election.context.group
    with ZipFile(io.BytesIO(record)) as container:
        members: list[JsonValue] = [
            {
                "name": info.filename,
                "offset": info.header_offset,
                "size": info.file_size,
                "crc32": f"{info.CRC:08x}",
                "sha256": sha256(container.read(info)).hex(),
            }
            for info in container.infolist()
        ]
    return {
        "size": len(record),
        "sha256": sha256(record).hex(),
        "members": members,
        "parameters": group.name,
        "p": group.element_hex(group.p),
        "q": f"{int(group.q):064x}",
        "g": group.element_hex(group.g),
    }


def manifest_values(election: Simulation) -> JsonValue:
    """C02: the manifest, and the hashes that bind it."""
    manifest, context = election.manifest(), election.context
    data = election.line("election").payload
    return {
        "sha256": sha256(data).hex(),
        "election": manifest.election_id,
        "origin": manifest.origin,
        "log_key": manifest.log_key,
        "parameter_hash": hash_value(
            "3.1",
            lambda: hash_chain.parameter_hash(
                context.group,
                n=len(manifest.trustees),
                k=manifest.threshold,
                demonstration=manifest.demonstration,
            ),
        ),
        "base_hash": hash_value("3.2", lambda: hash_chain.base_hash(context.h_p, data)),
    }


def board_values(election: Simulation) -> JsonValue:
    """C03: leaves, chain, tree, root, and what log and witness signed."""
    entries = [line.entry() for line in election.lines]
    leaves = [merkle.leaf_hash(entry) for entry in entries]
    start = merkle.chain_start(election.origin)
    chain = [start]
    for leaf in leaves:
        chain.append(merkle.chain_next(chain[-1], leaf))
    node = merkle.stored_leaves(leaves)
    return {
        "chain_start": start.hex(),
        "entries": [
            {
                "entry": index,
                "type": line.kind,
                "payload": sha256(line.payload).hex(),
                "leaf": leaves[index].hex(),
                "chain": chain[index + 1].hex(),
            }
            for index, line in enumerate(election.lines)
        ],
        "tree": _levels(leaves),
        "root": merkle.root(leaves).hex(),
        "checkpoint": _note_values(election.checkpoint(), election),
        "kept": {
            **_note_values(election.checkpoint(KEPT_SIZE), election),
            "consistency": [
                value.hex() for value in merkle.consistency_proof(KEPT_SIZE, len(leaves), node)
            ],
        },
        "receipt": {
            "entry": RECEIPT_OF,
            "inclusion": [
                value.hex() for value in merkle.inclusion_proof(RECEIPT_OF, len(leaves), node)
            ],
        },
    }


def _levels(leaves: list[bytes]) -> JsonValue:
    """Every level of the tree; a last one without a partner goes up as it is."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [merkle.node_hash(*below[i : i + 2]) for i in range(0, len(below) - 1, 2)]
        levels.append(above + below[len(below) // 2 * 2 :])
    return [[value.hex() for value in level] for level in levels]


def _note_values(note: str, election: Simulation) -> dict[str, JsonValue]:
    """What stands in a signed checkpoint, and the bytes under each signature."""
    text, lines = split_note(note)
    origin, size, root = text.splitlines()
    log = election.log.verifier()
    witness = CosignatureVerifier.parse(election.manifest().witnesses.keys[0])
    (_, signed), (_, cosigned) = lines
    time = int.from_bytes(cosigned[4:12], "big")
    return {
        "origin": origin,
        "size": int(size),
        "root": b64decode(root).hex(),
        "log": {
            "public_key": log.public_key.hex(),
            "key_id": log.key_id.hex(),
            "message": text.encode().hex(),
            "signature": signed[4:].hex(),
        },
        "witness": {
            "name": witness.name,
            "public_key": witness.public_key.hex(),
            "key_id": witness.key_id.hex(),
            "time": time,
            "message": f"cosignature/v1\ntime {time}\n{text}".encode().hex(),
            "signature": cosigned[12:].hex(),
        },
    }


def state_values(election: Simulation) -> JsonValue:
    """C04: the times that the record tells, in order."""
    return {
        "times": [
            {"entry": index, "at": line.document["at"]}
            for index, line in enumerate(election.lines)
            if "at" in line.document
        ]
    }
