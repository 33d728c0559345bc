"""What a fault is worth: the score as given and the score without it, by the same cheap model."""
