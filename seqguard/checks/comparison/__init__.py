"""New data against a kept profile."""
