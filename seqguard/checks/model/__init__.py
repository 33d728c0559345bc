"""SG7: model."""
