"""A whole election played through from a file of choices, to train and to try things out."""
