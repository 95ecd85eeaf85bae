"""Who is right when a voter, an observer or a witness holds something against a log.

Source: docs/spec/board.md section 13.
"""
