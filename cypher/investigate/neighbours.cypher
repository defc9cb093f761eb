// What is an actor tied to by each of these relations, the strongest and latest first?
//
// Each relation is an expansion of its own that stops by itself: a fan of a million costs what
// $most costs.
//
// $key         string           key of the actor
// $wanted      list of maps     relation; direction; quota: ties to return; after: null, or the
//                               rank, key and id of the last tie that was returned
// $most        integer          ties of each relation to look at
// $since       time or null     first moment that counts; ties without a time then do not
// $until       time or null     first moment that no longer counts
// $min_weight  integer or null  fewest shared objects; ties without a weight then do not count
// scans: runs are few
CALL () {
  MATCH (run:Run) WHERE run.finished_at IS NOT NULL
  RETURN collect(run.key) AS finished
}
MATCH (actor:Account|Page {key: $key})
UNWIND $wanted AS want
CALL (actor, want, finished) {
  CALL (actor, want, finished) {
    WITH * WHERE want.relation = 'COORDINATED_WITH'
    MATCH (actor)-[tie:COORDINATED_WITH]-(node) WHERE tie.run IN finished
    RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'MEMBER_OF'
    MATCH (actor)-[tie:MEMBER_OF]->(node) WHERE node.run IN finished
    RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'FLAGGED'
    MATCH (actor)-[tie:FLAGGED]->(node) WHERE node.key IN finished
    RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'BEARS'
    MATCH (actor)-[tie:BEARS]->(node) WHERE node.run IN finished
    RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'NAMES'
    MATCH (actor)<-[tie:NAMES]-(node) RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'ADMINISTERS' AND want.direction = 'out'
    MATCH (actor)-[tie:ADMINISTERS]->(node) RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'ADMINISTERS' AND want.direction = 'in'
    MATCH (actor)<-[tie:ADMINISTERS]-(node) RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'USED_HANDLE'
    MATCH (actor)-[tie:USED_HANDLE]->(node) RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'WORE'
    MATCH (actor)-[tie:WORE]->(node) RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'PAID_FOR'
    MATCH (actor)-[tie:PAID_FOR]->(node) RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'POSTED'
    MATCH (actor)-[tie:POSTED]->(node) RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'PUBLISHED'
    MATCH (actor)-[tie:PUBLISHED]->(node) RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'IN'
    MATCH (actor)<-[tie:IN]-(node) RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'MENTIONS'
    MATCH (actor)<-[tie:MENTIONS]-(node) RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'LIKED'
    MATCH (actor)-[tie:LIKED]->(node) RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'VIEWED'
    MATCH (actor)-[tie:VIEWED]->(node) RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'FOLLOWS' AND want.direction = 'out'
    MATCH (actor)-[tie:FOLLOWS]->(node) RETURN tie, node LIMIT $most
  UNION ALL
    WITH * WHERE want.relation = 'FOLLOWS' AND want.direction = 'in'
    MATCH (actor)<-[tie:FOLLOWS]-(node) RETURN tie, node LIMIT $most
  }
  WITH tie, node, coalesce(tie.objects, tie.at.epochMillis, 0) AS rank
  WHERE ($since IS NULL OR coalesce(tie.at, tie.last_at, tie.last_seen) >= $since)
    AND ($until IS NULL OR coalesce(tie.at, tie.first_at, tie.first_seen) < $until)
    AND ($min_weight IS NULL OR tie.objects >= $min_weight)
    AND (want.after IS NULL OR rank < want.after.rank OR rank = want.after.rank AND (
      node.key > want.after.key OR node.key = want.after.key AND elementId(tie) > want.after.id))
  WITH tie, node, rank ORDER BY rank DESC, node.key, elementId(tie)
  RETURN collect([tie, node, rank]) AS found
}
CALL (want, found) {
  UNWIND found[..want.quota] AS each
  WITH each[0] AS tie, each[1] AS node, each[2] AS rank
  WITH tie, node, rank, {
    relation: want.relation,
    direction: want.direction,
    properties: tie {
      .*,
      said: null,
      at: split(toString(tie.at), '[')[0],
      first_at: split(toString(tie.first_at), '[')[0],
      last_at: split(toString(tie.last_at), '[')[0],
      first_seen: split(toString(tie.first_seen), '[')[0],
      last_seen: split(toString(tie.last_seen), '[')[0]
    },
    node: {key: node.key, label: head(labels(node)), display_name: node.display_name}
  } AS item
  WITH collect(item) AS items, last(collect({rank: rank, key: node.key, id: elementId(tie)})) AS end
  RETURN items, end
}
RETURN collect({
  relation: want.relation, direction: want.direction, matching: size(found), items: items, end: end
}) AS relations
