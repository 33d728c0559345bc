"""SG5: target."""
