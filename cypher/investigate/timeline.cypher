// When did an actor act: how often in each hour, day or week?
//
// $key     string           key of the actor
// $bucket  string           hour, day or week; a week begins on Monday
// $most    integer          acts to look at
// $since   time or null     first moment that counts
// $until   time or null     first moment that no longer counts
// $after   integer or null  begin of the last bucket that was returned, in seconds since 1970
// $limit   integer          buckets to return
MATCH (actor:Account|Page {key: $key})
CALL (actor) {
  MATCH (actor)-[act:POSTED|PUBLISHED|LIKED|VIEWED|FOLLOWS]->()
  WITH act LIMIT $most
  WHERE ($since IS NULL OR act.at >= $since) AND ($until IS NULL OR act.at < $until)
  WITH
    CASE WHEN act.at IS NOT NULL THEN datetime.truncate($bucket, act.at).epochSeconds END AS begin,
    type(act) AS relation, count(*) AS acts
  ORDER BY begin, relation
  WITH begin, sum(acts) AS acts, collect({relation: relation, acts: acts}) AS relations
  ORDER BY begin
  RETURN collect([begin, acts, relations]) AS everything
}
WITH [each IN everything WHERE each[0] IS NOT NULL AND ($after IS NULL OR each[0] > $after)] AS found,
  [each IN everything WHERE each[0] IS NULL | each[1]] AS undated
RETURN [each IN found[..$limit] | {
  at: toString(datetime({epochSeconds: each[0]})), acts: each[1], relations: each[2]
}] AS items, size(found) AS matching, last(found[..$limit])[0] AS end,
  coalesce(undated[0], 0) AS undated
