"""What items give cause to tell is flagged in the log and raised into the ledger, once."""
