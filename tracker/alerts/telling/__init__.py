"""What was raised is gathered, judged once more and sent, until it is settled."""
