"""Facts about the target."""
