"""Words, sentences, tables and frames: findings as a reader meets them.

Here figures become text and HTML. Whether one figure is higher than another is decided in
``findings``, how a picture looks in ``draw``; nothing here asks the store for a verdict.

>>> from needsbook.show.sentences import compose
>>> compose("a plain sentence").text
'A plain sentence.'
"""
