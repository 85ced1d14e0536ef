"""Second implementations of the families' rules, which read a question as a learner does and import nothing of them."""
