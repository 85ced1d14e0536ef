"""Values that every part of the domain shares: errors, problems, points, moments, fingerprints."""
