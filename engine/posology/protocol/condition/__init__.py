"""The condition language as written: from text to syntax with positions; nothing here knows what a name means."""
