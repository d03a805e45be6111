"""From text to findings: rules, engine, suppression, baselines, fixes and reports."""
