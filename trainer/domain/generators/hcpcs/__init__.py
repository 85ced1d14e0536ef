"""Families about HCPCS Level II: units of drugs and supplies, ambulance modifiers, and which code set answers."""
