"""The build on several machines, for archives that are more than one should read: the same pure functions, on Daft.

What an archive shows of each page is read where the archive is; the newest of all archives is chosen page by page, and
mandates are joined document by document. Only mandates come together in one place.
"""
