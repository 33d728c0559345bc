"""One file a kind of file that is opened; each ends in its SOURCE."""
