"""Facts about single values and what stands next to them."""
