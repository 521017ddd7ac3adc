"""The register: every printed number has an id, a card, a citation and a way back."""

from needsbook.register.publish import add_register, hash_register, open_register

__all__ = ["add_register", "hash_register", "open_register"]
