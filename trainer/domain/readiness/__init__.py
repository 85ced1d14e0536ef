"""What past answers say about a learner."""
