"""Charts: one function a kind, each giving a picture with its alt text and figures."""
