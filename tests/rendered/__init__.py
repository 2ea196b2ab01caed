"""Everything that is printed of every worked case, searched for what has been misread before."""
