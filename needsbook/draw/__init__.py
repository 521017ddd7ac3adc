"""One pen for everything drawn: charts, maps, sparklines, easy-read pictures.

``sheet`` draws by pixel, ``style`` and ``palette`` hold every colour and size, ``lettering``
measures words. A kind of chart is one file in ``charts``, a kind of map one in ``maps``.
Nothing here reads the store or decides what a figure means.
"""
