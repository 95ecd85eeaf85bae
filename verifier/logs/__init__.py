"""Logs as folders of files: mirroring one, checking one, making a record of one.

Whoever gave the files is not believed: what counts is what the log's key signed.
Source: docs/spec/board.md sections 8 and 12.
"""
