"""The observer's program: checks an election record and believes nobody who made it.

It needs a record file and nothing else: no network, no database, no account.
Source: docs/spec/verification.md.
"""
