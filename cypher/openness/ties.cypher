// What openly ties these actors to these sources: following, a site, an owner?
//
// $actors   list of strings  keys of the actors
// $sources  list of strings  keys of the source of each, in the same order
// $sets     list of strings  sets to read; a fact counts when one of them asserts it
UNWIND range(0, size($actors) - 1) AS place
MATCH (actor:Account|Page {key: $actors[place]})
MATCH (source:Account|Page {key: $sources[place]})
RETURN actor.key AS actor, source.key AS source,
  EXISTS {
    MATCH (actor)-[tie:FOLLOWS]->(source) WHERE any(name IN tie.sets WHERE name IN $sets)
  } AS follows,
  EXISTS {
    MATCH (actor)<-[one:ADMINISTERS]-(:Account)-[other:ADMINISTERS]->(source)
    WHERE any(name IN one.sets WHERE name IN $sets) AND any(name IN other.sets WHERE name IN $sets)
  } AS one_owner,
  [name IN [source.handle, source.name] WHERE name IS NOT NULL] AS names,
  COLLECT {
    MATCH (actor)-[:POSTED|PUBLISHED]->(:Post)-[tie:LINKS_TO]->()-[:ON*0..1]->(domain:Domain)
    WHERE any(name IN tie.sets WHERE name IN $sets)
    WITH coalesce(domain.registrable, domain.key) AS site, count(*) AS links
    RETURN [site, links]
  } AS sites,
  COLLECT {
    MATCH (source)-[:POSTED|PUBLISHED]->(:Post)-[tie:LINKS_TO]->()-[:ON*0..1]->(domain:Domain)
    WHERE any(name IN tie.sets WHERE name IN $sets)
    RETURN DISTINCT coalesce(domain.registrable, domain.key)
  } AS own_sites
