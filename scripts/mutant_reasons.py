"""Why some weakened checks may go unnoticed, by module and name of the mutant."""

_SPARES = "Only spares work: what follows refuses the same."
_NOT_ONE = "0 and p to the power q are 0 and not 1, so the next condition refuses them."

REASONS: dict[tuple[str, str], str] = {
    ("crypto/ballot.py", "parse_tracker: never `if len(text) > 100`"): _SPARES,
    ("crypto/ballot.py", "parse_tracker: `len(text) > 100` off by one"): _SPARES,
    ("crypto/group.py", "Group.is_member: `0 < x < self.p` off by one"): _NOT_ONE,
    ("crypto/group.py", "Group.is_member: `0 < x < self.p` off by one (2)"): _NOT_ONE,
    ("crypto/group.py", "Group._are_members: `0 < x < self.p` off by one (2)"): (
        "The Jacobi symbol of p modulo p is 0, so the next condition refuses it."
    ),
    (
        "crypto/notes.py",
        "VerifierKey.parse: `len(parts) != 3 or not _KEY_NAME.fullmatch(parts[0]) or (not"
        " _KEY_I...` without `not _KEY_ID.fullmatch(parts[1])`",
    ): "What is not the id of the key is refused when the two are compared.",
    ("crypto/merkle.py", "stored_leaves: `len(levels[-1]) > 1` off by one"): (
        "Puts an empty level above the root, which nothing looks at."
    ),
    ("crypto/notes.py", "decode_tlog_proof: `len(text) > MAX_PROOF` off by one"): (
        "No receipt of an entry of 1,024 bytes comes near this length."
    ),
}
