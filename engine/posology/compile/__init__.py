"""A protocol as written comes in, with its positions; the typed tree goes out, or every fault with its place.

What leaves this room has no unknown name, no comparison across kinds or dimensions, no threshold without a unit and a
source, no criterion that holds when nothing is recorded, and no production that would crash the engine that derives.
Only this room knows both the document and the tree.
"""
