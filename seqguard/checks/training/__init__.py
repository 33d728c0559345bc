"""SG8: training."""
