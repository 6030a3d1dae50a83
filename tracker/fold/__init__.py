"""The pure heart: what events mean for the state, the class and the acceptance of an item."""
