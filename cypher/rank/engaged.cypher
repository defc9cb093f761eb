// Who acted on each of these things?
//
// $things  list of lists  label and key of each
// $most    integer        actors to return of each, the first by key
UNWIND $things AS named
MATCH (thing:Account|Page|Post|Url|Domain|Hashtag|Text|Image {key: named[1]})
WHERE head(labels(thing)) = named[0]
CALL (thing) {
  CALL (thing) {
    MATCH (actor:Account|Page)-[:LIKED|VIEWED|FOLLOWS|PAID_FOR|ADMINISTERS]->(thing) RETURN actor
  UNION
    MATCH (thing)<-[:RESHARES|REPLIES_TO|QUOTES|LINKS_TO|SAYS|SHOWS|TAGGED|MENTIONS|IN]-(:Post)
      <-[:POSTED|PUBLISHED]-(actor:Account|Page)
    RETURN actor
  }
  WITH DISTINCT actor ORDER BY actor.key, head(labels(actor)) LIMIT $most
  RETURN collect([head(labels(actor)), actor.key]) AS actors
}
RETURN named[0] AS label, named[1] AS key, actors
