"""What a figure is and where it comes from: printed forms, intervals, relations, traces."""
