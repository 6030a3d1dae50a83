"""History files (contract.md section 3): how a past comes in, and a full copy goes out."""
