// What did each of these actors act on?
//
// $actors  list of lists  label and key of each
// $most    integer        things to return of each, the first by key
UNWIND $actors AS named
MATCH (actor:Account|Page {key: named[1]}) WHERE head(labels(actor)) = named[0]
CALL (actor) {
  CALL (actor) {
    MATCH (actor)-[:LIKED|VIEWED|FOLLOWS|PAID_FOR|ADMINISTERS]->(thing) RETURN thing
  UNION
    MATCH (actor)-[:POSTED|PUBLISHED]->(:Post)
      -[:RESHARES|REPLIES_TO|QUOTES|LINKS_TO|SAYS|SHOWS|TAGGED|MENTIONS|IN]->(thing)
    RETURN thing
  }
  WITH DISTINCT thing ORDER BY thing.key, head(labels(thing)) LIMIT $most
  RETURN collect([head(labels(thing)), thing.key]) AS things
}
RETURN named[0] AS label, named[1] AS key, things
