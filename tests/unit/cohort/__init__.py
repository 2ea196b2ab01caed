"""Files of follow-up scores read: tables, columns, cells, rows set aside."""
