"""A whole site in the shapes of the real one, with invented texts, and the truth about it.

The truth is what the generator meant: it is made before any markup and never read back from it.
"""
