"""Containers and files become tensors that are read piece by piece."""
