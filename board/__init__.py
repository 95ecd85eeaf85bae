"""The public record: append-only logs that prove what they store. Knows nothing of elections."""
