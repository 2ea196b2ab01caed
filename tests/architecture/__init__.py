"""The house keeps its shape: floors, purity, size, words. Each rule is shown to fail on a planted fault."""
