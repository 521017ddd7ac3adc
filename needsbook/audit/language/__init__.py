"""What the sentences of a document say: numbers, dates, places, measures, and their roles.

A grammar of our own rather than a general library: general ones find numbers with units
(“27.5 per cent”) but not the roles a careful reader gives them (a value, a change, a base,
a rank, a label), nor a period written in the forms official statistics have.
"""
