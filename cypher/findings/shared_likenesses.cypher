// Which likenesses did a run find that two actors bear?
//
// $run  string  key of the run
// $a    string  key of one actor
// $b    string  key of the other
MATCH (a:Account|Page {key: $a})-[one:BEARS]->(likeness:Likeness {run: $run})
MATCH (likeness)<-[other:BEARS]-(b:Account|Page {key: $b})
RETURN likeness.trace AS trace, likeness.thing AS thing, one.at AS at_a, other.at AS at_b,
  one.detail AS detail_a, other.detail AS detail_b,
  CASE WHEN one.q > other.q THEN one.expected ELSE other.expected END AS expected,
  CASE WHEN one.q > other.q THEN one.q ELSE other.q END AS q
ORDER BY trace, at_a, thing
