"""SG0: structure and contract."""
