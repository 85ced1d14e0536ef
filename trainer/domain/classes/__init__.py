"""Classes: who may do what in one, what an assignment asks for, when, and what a try at it is worth."""
