//! Practice settings, services and patient records: the rules and their SQL.
