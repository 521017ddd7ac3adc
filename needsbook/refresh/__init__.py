"""Bringing figures up to date from their publishers: the only part that uses the network.

Readers of publishers' files turn them into the book's own rows; nothing here knows what an
area is called on a page or what a figure means. What is accepted is written by ``store``.
"""
