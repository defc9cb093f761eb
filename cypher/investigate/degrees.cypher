// How many relationships of each type does an actor have, in each direction?
//
// What a run that has not ended found does not count yet.
//
// $key  string  key of the actor
// scans: runs are few
CALL () { MATCH (run:Run) WHERE run.finished_at IS NULL RETURN collect(run.key) AS unended }
MATCH (actor:Account|Page {key: $key})
RETURN actor.key AS key, head(labels(actor)) AS label, actor.display_name AS display_name, [
  {relation: 'COORDINATED_WITH', direction: 'both', count: CASE WHEN unended = []
    THEN COUNT { (actor)-[:COORDINATED_WITH]-() }
    ELSE COUNT { (actor)-[link:COORDINATED_WITH]-() WHERE NOT link.run IN unended } END},
  {relation: 'MEMBER_OF', direction: 'out', count:
    COUNT { (actor)-[:MEMBER_OF]->(cluster:Cluster) WHERE NOT cluster.run IN unended }},
  {relation: 'FLAGGED', direction: 'out', count:
    COUNT { (actor)-[:FLAGGED]->(run:Run) WHERE NOT run.key IN unended }},
  {relation: 'BEARS', direction: 'out', count:
    COUNT { (actor)-[:BEARS]->(likeness:Likeness) WHERE NOT likeness.run IN unended }},
  {relation: 'NAMES', direction: 'in', count: COUNT { (actor)<-[:NAMES]-() }},
  {relation: 'ADMINISTERS', direction: 'out', count: COUNT { (actor)-[:ADMINISTERS]->() }},
  {relation: 'ADMINISTERS', direction: 'in', count: COUNT { (actor)<-[:ADMINISTERS]-() }},
  {relation: 'USED_HANDLE', direction: 'out', count: COUNT { (actor)-[:USED_HANDLE]->() }},
  {relation: 'WORE', direction: 'out', count: COUNT { (actor)-[:WORE]->() }},
  {relation: 'PAID_FOR', direction: 'out', count: COUNT { (actor)-[:PAID_FOR]->() }},
  {relation: 'POSTED', direction: 'out', count: COUNT { (actor)-[:POSTED]->() }},
  {relation: 'PUBLISHED', direction: 'out', count: COUNT { (actor)-[:PUBLISHED]->() }},
  {relation: 'IN', direction: 'in', count: COUNT { (actor)<-[:IN]-() }},
  {relation: 'MENTIONS', direction: 'in', count: COUNT { (actor)<-[:MENTIONS]-() }},
  {relation: 'LIKED', direction: 'out', count: COUNT { (actor)-[:LIKED]->() }},
  {relation: 'VIEWED', direction: 'out', count: COUNT { (actor)-[:VIEWED]->() }},
  {relation: 'FOLLOWS', direction: 'out', count: COUNT { (actor)-[:FOLLOWS]->() }},
  {relation: 'FOLLOWS', direction: 'in', count: COUNT { (actor)<-[:FOLLOWS]-() }}
] AS relations
