"""What operators and their programs ask: alive, ready, measured."""
