"""The protocol and the site file as written: YAML blocks with their positions come in and go out, nothing resolved."""
