"""board.md: C02 to C04."""

from tests.docs.stranger.arithmetic import Q, blob, hashed, insist, integer, output, scalar_bytes
from tests.docs.stranger.ed25519 import is_signed
from tests.docs.stranger.record import base64_bytes, canonical, sha256


def manifest_values(record):
    """C02."""
    manifest, data = record.manifest, record.one("election").payload_data
    insist(record.members["manifest.json"] == data, "C02.2")
    insist(record.members["witness-policy.json"] == canonical(manifest["witnesses"]), "C02.3")
    for name in ("trustees", "threshold"):
        insist(manifest[name] == record.ceremony[name], "C02.4")
    for entry in record.entries:
        if entry.kind not in ("ballot", "challenge"):
            insist(entry.payload["election"] == manifest["election"], "C02.5")
    for entry in record.of("ceremony"):
        insist(entry.payload["origin"] == manifest["origin"], "C02.6")
        insist(entry.payload["log_key"] == manifest["log_key"], "C02.7")
    digest = sha256(data).hexdigest()
    insist(record.one("freeze").payload["manifest"] == digest, "C02.8")
    parameter_hash = _parameter_hash(record)
    return {
        "sha256": digest,
        "election": manifest["election"],
        "origin": manifest["origin"],
        "log_key": manifest["log_key"],
        "parameter_hash": parameter_hash,
        "base_hash": hashed("3.2", output(parameter_hash), b"\x01", blob(data)),
    }


def _parameter_hash(record):
    manifest, group = record.manifest, record.group
    version = b"tabella-demo-v1" if manifest["demonstration"] else b"tabella-v1"
    n, k = len(manifest["trustees"]), manifest["threshold"]
    fields = (group.element(group.p), scalar_bytes(Q), group.element(group.g))
    return hashed("3.1", version.ljust(32, b"\0"), b"\0", *fields, integer(n), integer(k))


def board_values(record, kept=None, receipt=None):
    """C03; a checkpoint and a receipt from elsewhere are compared where they are given."""
    leaves = [sha256(b"\0" + entry.data).digest() for entry in record.entries]
    chain = [sha256(b"\2" + record.manifest["origin"].encode()).digest()]
    for leaf in leaves:
        chain.append(sha256(b"\2" + chain[-1] + leaf).digest())
    note = read_note(record.members["checkpoint"].decode(), record.manifest)
    insist(note["origin"] == record.manifest["origin"], "C02.6")
    insist(note["size"] == len(leaves), "C03.5")
    insist(note["root"] == root(leaves).hex(), "C03.6")
    return {
        "chain_start": chain[0].hex(),
        "entries": [
            {
                "entry": entry.index,
                "type": entry.kind,
                "payload": sha256(entry.payload_data).hexdigest(),
                "leaf": leaves[entry.index].hex(),
                "chain": chain[entry.index + 1].hex(),
            }
            for entry in record.entries
        ],
        "tree": _levels(leaves),
        "root": root(leaves).hex(),
        "checkpoint": note,
        "kept": kept and _kept_values(kept, record.manifest, leaves),
        "receipt": receipt and _receipt_values(receipt, record, leaves),
    }


def _receipt_values(receipt, record, leaves):
    """board.md section 5, at the checkpoint of the record."""
    head, _, checkpoint = receipt.partition("\n\n")
    heading, extra, index, *hashes = head.split("\n")
    insist(heading == "c2sp.org/tlog-proof@v1", "receipt")
    number = int(index.removeprefix("index "))
    insist(base64_bytes(extra.removeprefix("extra ")) == record.entries[number].data, "receipt")
    insist(checkpoint.encode() == record.members["checkpoint"], "receipt")
    path = inclusion(leaves, number)
    insist([base64_bytes(line) for line in hashes] == path, "receipt")
    return {"entry": number, "inclusion": [value.hex() for value in path]}


def _kept_values(kept, manifest, leaves):
    note = read_note(kept, manifest)
    insist(note["origin"] == manifest["origin"], "C03.7")
    insist(note["root"] == root(leaves[: note["size"]]).hex(), "C03.8")
    proof = _consistency(leaves, note["size"], is_whole=True)
    return {**note, "consistency": [value.hex() for value in proof]}


def node(left, right):
    return sha256(b"\1" + left + right).digest()


def _split(leaves):
    """RFC 6962: the left part is the largest power of two below the number of leaves."""
    return 1 << ((len(leaves) - 1).bit_length() - 1)


def root(leaves):
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = _split(leaves)
    return node(root(leaves[:k]), root(leaves[k:]))


def inclusion(leaves, index):
    """RFC 6962 section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = _split(leaves)
    if index < k:
        return [*inclusion(leaves[:k], index), root(leaves[k:])]
    return [*inclusion(leaves[k:], index - k), root(leaves[:k])]


def _consistency(leaves, first, *, is_whole):
    """RFC 6962 section 2.1.2."""
    if first == len(leaves):
        return [] if is_whole else [root(leaves)]
    k = _split(leaves)
    if first <= k:
        return [*_consistency(leaves[:k], first, is_whole=is_whole), root(leaves[k:])]
    return [*_consistency(leaves[k:], first - k, is_whole=False), root(leaves[:k])]


def _levels(leaves):
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = [below[i : i + 2] for i in range(0, len(below), 2)]
        levels.append([node(*pair) if len(pair) == 2 else pair[0] for pair in pairs])
    return [[value.hex() for value in level] for level in levels]


def read_note(note, manifest):
    """Read a checkpoint of the log with one line of the log and one of each witness."""
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    origin, size, root_hash = text.splitlines()
    signatures = dict(_signature(line) for line in lines.splitlines())
    log = _signed_by(manifest["log_key"], b"\1", signatures, "C03.4")
    log["message"] = text.encode().hex()
    _insist_signature(log, "C03.4")
    keys = [key for key in manifest["witnesses"]["keys"] if key.split("+")[0] in signatures]
    witnesses = [_cosigned_by(key, text, signatures) for key in keys]
    insist(len(witnesses) >= manifest["witnesses"]["quorum"], "C03.9")
    return {
        "origin": origin,
        "size": int(size),
        "root": base64_bytes(root_hash).hex(),
        "log": {name: log[name] for name in ("public_key", "key_id", "message", "signature")},
        "witness": witnesses[0] if witnesses else None,
    }


def _signature(line):
    dash, name, value = line.split(" ")
    insist(dash == "\N{EM DASH}", "C03.3")
    return name, base64_bytes(value)


def _signed_by(verifier_key, kind, signatures, sentence):
    name, key_id, key = verifier_key.split("+", 2)
    raw = base64_bytes(key)
    insist(raw[:1] == kind and len(raw) == 33, "C02.1")
    identity = sha256(name.encode() + b"\n" + raw).digest()[:4]
    insist(identity.hex() == key_id, "C02.1")
    insist(name in signatures and signatures[name][:4] == identity, sentence)
    return {
        "name": name,
        "public_key": raw[1:].hex(),
        "key_id": key_id,
        "signature": signatures[name][4:].hex(),
    }


def _cosigned_by(verifier_key, text, signatures):
    found = _signed_by(verifier_key, b"\4", signatures, "C03.9")
    value = bytes.fromhex(found["signature"])
    insist(len(value) == 72, "C03.9")
    time = int.from_bytes(value[:8], "big")
    witness = {
        "name": found["name"],
        "public_key": found["public_key"],
        "key_id": found["key_id"],
        "time": time,
        "message": f"cosignature/v1\ntime {time}\n{text}".encode().hex(),
        "signature": value[8:].hex(),
    }
    _insist_signature(witness, "C03.9")
    return witness


def _insist_signature(signed, sentence):
    key, message, signature = (
        bytes.fromhex(signed[name]) for name in ("public_key", "message", "signature")
    )
    insist(is_signed(key, message, signature), sentence)


def state_values(record):
    """C04: the times alone; the table of record.md section 3 is left out."""
    times = [
        {"entry": entry.index, "at": entry.payload["at"]}
        for entry in record.entries
        if "at" in entry.payload
    ]
    written = [time["at"] for time in times]
    insist(written == sorted(written), "C04.7")
    return {"times": times}
