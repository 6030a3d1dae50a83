"""The command line (contract.md section 4): tables for people, JSON and CSV for programs."""
