"""The register: every printed number has an id, a card, a citation and a way back.

What is made of the register to take away (data files, pictures, the published pages) belongs
to ``exports``.
"""
