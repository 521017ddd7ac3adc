"""Statistics: counts in, estimates, verdicts and trends out. Pure functions on arrays."""
