"""Lists as files for spreadsheets: the same rows and columns as on the screen, row by row."""
