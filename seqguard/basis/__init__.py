"""What most other facts stand on: the rows of the series, and the kind of each feature."""
