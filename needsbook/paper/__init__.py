"""Setting pages and drawing pictures, with no font and no program of the machine."""
