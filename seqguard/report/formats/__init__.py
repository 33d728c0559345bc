"""One file a format over one `Report`: it chooses words and marks, and computes no statistic."""
