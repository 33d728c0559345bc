"""What the tensors are read as: the plan of each, from a few deterministic peeks."""
