"""What is known before any patient: the data dictionary, the drugs and the anatomy, read from YAML with faults."""
