"""Data that the examples of checks are made of."""
