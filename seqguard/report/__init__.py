"""The report as data, and the formats that it can be written in."""
