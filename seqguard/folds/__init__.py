"""Splits audited as a whole: what every fold of a cross-validation shares with its training part."""
