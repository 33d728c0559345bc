"""SG4: sequence and padding."""
