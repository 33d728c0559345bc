"""Measures that several facts share: chance, ranks, piles, runs. None of them is a fact."""
