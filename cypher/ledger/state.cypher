// Which schema version wrote this graph, and how often have its facts changed?
MATCH (ledger:Ledger {key: 'graph'})
RETURN ledger.schema_version AS schema_version, ledger.changes AS changes, ledger.mark AS mark,
  ledger.families AS families
