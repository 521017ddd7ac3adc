"""The publishers' services as real HTTP servers on loopback, failures included."""
