"""From templates to a published book: run, clean, assemble, build, publish."""
