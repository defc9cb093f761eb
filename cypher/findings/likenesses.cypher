// Which likenesses did a run find, and who bears them?
//
// $run    string          key of the run
// $trace  string or null  only of this untimed trace
MATCH (likeness:Likeness {run: $run}) WHERE $trace IS NULL OR likeness.trace = $trace
MATCH (actor:Account|Page)-[bears:BEARS]->(likeness)
RETURN likeness.trace AS trace, likeness.thing AS thing, actor.key AS account, bears.at AS at,
  bears.detail AS detail, bears.expected AS expected, bears.p AS p, bears.q AS q
ORDER BY trace, coalesce(q, 1.0), thing, account
