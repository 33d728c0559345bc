"""SG6: leakage and split."""
