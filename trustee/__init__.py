"""The key holder's own program: makes a key, confirms it, drills it, and unlocks the count.

It believes nothing the server says that it can check itself. It knows `crypto` and nothing else of
this repository, so that it can be carried to another computer.
Source: docs/spec/protocol.md S4 and S8; docs/spec/board.md.
"""

VERSION = "1.0.0"
