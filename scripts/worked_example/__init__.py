"""The worked example of docs/spec: a tiny election, and every value on the way through it."""
