"""Golden diagnostics: one faulty file each, with the text that its author sees."""
