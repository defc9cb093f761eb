// Which actors may be meant by a key that nobody has: by handle, or by how the key begins?
//
// $handle  string   what stands after the colon
// $begins  string   the key without its last character
// $limit   integer  actors to return
CALL () {
  MATCH (actor:Account|Page {handle: $handle}) RETURN actor LIMIT $limit
UNION
  MATCH (actor:Account) WHERE actor.key STARTS WITH $begins RETURN actor LIMIT $limit
UNION
  MATCH (actor:Page) WHERE actor.key STARTS WITH $begins RETURN actor LIMIT $limit
}
RETURN actor.key AS key, actor.display_name AS caption LIMIT $limit
