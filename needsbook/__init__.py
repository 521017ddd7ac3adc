"""The needs profile book: a borough's needs from published figures."""

__version__ = "1.0.0"
