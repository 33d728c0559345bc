"""Facts about a compiled model and its training, handed over from outside the data."""
