"""All deadline arithmetic: working days, periods, and deadlines as people write them; pure."""
