"""Counting inside of other engines; each module needs the package that it is named after, and no other does."""
