"""Bringing figures up to date from their publishers: the only part that uses the network."""
