"""Reading files of any origin: forms, layouts, labels, and what each row was taken or left for."""
