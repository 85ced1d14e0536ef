"""The professional claim as a learner enters it."""
