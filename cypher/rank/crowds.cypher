// How popular is each of these things, and who posted it?
//
// $things  list of lists  label and key of each
UNWIND $things AS named
MATCH (thing:Account|Page|Post|Url|Domain|Hashtag|Text|Image {key: named[1]})
WHERE head(labels(thing)) = named[0]
RETURN named[0] AS label, named[1] AS key,
  COUNT { (thing)<-[:LIKED]-() } + COUNT { (thing)<-[:VIEWED]-() }
  + COUNT { (thing)<-[:FOLLOWS]-() } + COUNT { (thing)<-[:PAID_FOR]-() }
  + COUNT { (thing)<-[:ADMINISTERS]-() } + COUNT { (thing)<-[:RESHARES]-() }
  + COUNT { (thing)<-[:REPLIES_TO]-() } + COUNT { (thing)<-[:QUOTES]-() }
  + COUNT { (thing)<-[:LINKS_TO]-() } + COUNT { (thing)<-[:SAYS]-() }
  + COUNT { (thing)<-[:SHOWS]-() } + COUNT { (thing)<-[:TAGGED]-() }
  + COUNT { (thing)<-[:MENTIONS]-() } + COUNT { (thing)<-[:IN]-() } AS acts,
  head(COLLECT {
    MATCH (owner:Account|Page)-[:POSTED|PUBLISHED]->(thing)
    RETURN owner.key AS key ORDER BY key LIMIT 1
  }) AS owner
