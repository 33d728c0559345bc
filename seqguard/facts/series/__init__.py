"""Facts about order in time and the series under the windows."""
