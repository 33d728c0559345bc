"""One file a kind of container in memory; each ends in its CONTAINER."""
