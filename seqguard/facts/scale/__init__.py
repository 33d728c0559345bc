"""Facts about scaling."""
