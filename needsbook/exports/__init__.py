"""Things to take away: workbooks, Word and PDF, all made from the built pages."""

from needsbook.exports.add import add_exports

__all__ = ["add_exports"]
