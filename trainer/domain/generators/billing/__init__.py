"""Families of the biller's track: cost sharing, fee schedules, coordination, deadlines, receivables and notices."""
