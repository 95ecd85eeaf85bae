"""The witness: watches logs for others and cosigns what only ever grew.

Whoever runs one need not trust the logs, and nobody has to trust it alone: it signs a checkpoint
only if the checkpoint continues everything it signed before, and keeps what does not. It knows
`crypto` and nothing else of this repository.
Source: docs/spec/board.md sections 9 to 11; C2SP tlog-witness.
"""

VERSION = "1.0.0"
