"""Every command, output, link and path in a document is true."""
