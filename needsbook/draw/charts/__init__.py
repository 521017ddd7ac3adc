"""Charts: one file a kind, each giving a picture with its alt text and figures."""
