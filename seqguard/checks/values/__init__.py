"""SG1: values."""
