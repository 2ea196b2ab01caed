"""Tests of the benchmarks: that they run, and never how long anything takes."""
