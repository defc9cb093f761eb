// How many relationships of each type does an actor have, in each direction?
//
// $key  string  key of the actor
MATCH (actor:Account|Page {key: $key})
RETURN actor.key AS key, head(labels(actor)) AS label, actor.display_name AS display_name, [
  {relation: 'COORDINATED_WITH', direction: 'both', count: COUNT { (actor)-[:COORDINATED_WITH]-() }},
  {relation: 'MEMBER_OF', direction: 'out', count: COUNT { (actor)-[:MEMBER_OF]->() }},
  {relation: 'FLAGGED', direction: 'out', count: COUNT { (actor)-[:FLAGGED]->() }},
  {relation: 'BEARS', direction: 'out', count: COUNT { (actor)-[:BEARS]->() }},
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
