"""Profiles: what a data set was, in under 2 MB, to be joined, kept, and held against later data."""
