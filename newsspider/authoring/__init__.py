"""New outlets, and the rules of existing ones: drafts, checks against goldens, surveys, the workbench."""
