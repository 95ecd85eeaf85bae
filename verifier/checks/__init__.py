"""The twelve checks, one module each; the numbers are those of docs/spec/verification.md."""
