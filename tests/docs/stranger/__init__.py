"""A checker as a stranger would write it: from docs/spec alone, with the standard library alone.

It takes a record apart, makes the checks that it comes by, and names every value on the way as
docs/spec/example/values.json does. It imports nothing of the project. It stops at the first fault,
reads whole records into memory and tests one number at a time: a small thing to read, not a tool.
"""
