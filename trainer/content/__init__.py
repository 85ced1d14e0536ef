"""Bank, case and blueprint files become domain values; everything that is wrong with them is collected in a Report."""
