"""The sub-commands of ``needsbook``: arguments in, one call below, words out; no logic."""
