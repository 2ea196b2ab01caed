"""The tests. They are a package so that one room's cases can be read by the generator of a manual."""
