"""Web archives: what they list of the site, and the bytes of what they list.

Each archive is a module with two functions: `rows` reads its index, `content` brings one capture.
"""
