"""SG2: scaling."""
