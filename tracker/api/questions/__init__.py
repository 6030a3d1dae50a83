"""The questions of contract.md section 5; nothing here records anything."""
