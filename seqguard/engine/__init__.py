"""options -> registry -> resolve -> fold -> run -> absorb -> summary: how a report comes about."""
