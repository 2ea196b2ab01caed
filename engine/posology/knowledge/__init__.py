"""What is known before any patient: the data dictionary, the drugs and the anatomy, each read from YAML with its faults."""
