"""Follow-up scores counted: intervals, one visit judged, groups, durations, means."""
