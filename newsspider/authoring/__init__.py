"""New outlets, and the rules of old ones: drafts, checks against goldens, surveys, the workbench."""
