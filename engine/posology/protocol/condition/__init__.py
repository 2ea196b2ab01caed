"""The condition language as written: text comes in, syntax with positions goes out, what CQL has and we have not is refused by name."""
