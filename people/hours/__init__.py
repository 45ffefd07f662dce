"""When an organisation may be written to: its working days, and the hours outside of quiet."""
