"""HTTP (contract.md section 5); for now the questions, the commands come later."""
