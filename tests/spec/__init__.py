"""The specification of the condition language: cases that run, and the manual that is made of them."""
