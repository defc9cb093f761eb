// On which traces did a run link two actors?
//
// $run  string  key of the run
// $a    string  key of one actor
// $b    string  key of the other
MATCH (a:Account|Page {key: $a})-[link:COORDINATED_WITH {run: $run}]-(b:Account|Page {key: $b})
RETURN link.trace AS trace, link.within_s AS within_s, link.objects AS objects,
  link.expected AS expected, link.expected_given_shared AS expected_given_shared,
  link.expected_given_hours AS expected_given_hours,
  link.p AS p, link.q AS q, link.p_given_hours AS p_given_hours
ORDER BY trace
