"""What turns bytes into a corpus: data/raw filled, read, and written down as data/parsed. Usable from Python."""
