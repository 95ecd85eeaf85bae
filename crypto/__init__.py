"""The mathematics of an election: pure functions over bytes and numbers.

Nothing here reads a file, a clock, a database or a network, and only `entropy` draws random values.
Source: docs/spec/protocol.md.
"""
