"""One sitting: what a learner may do to it, and when."""
