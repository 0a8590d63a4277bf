//! The seam below everything: changes, panics, nesting, schemas.
