"""Facts about how splits compare."""
