"""Maps: outlines, classes, labels and legends, and the maps made of them."""
