"""Alerts: who is told of what is due, overdue or waiting, once each, and the ledger of it."""
