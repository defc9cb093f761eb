// Which domains belong to outlets, and which are said to imitate them?
//
// $sets  list of strings  sets to read; a fact counts when one of them asserts it
// scans: every domain is read
MATCH (domain:Domain)
OPTIONAL MATCH (domain)-[imitates:IMITATES]->(original:Domain)
WHERE any(name IN imitates.sets WHERE name IN $sets)
OPTIONAL MATCH (domain)<-[posed:IMITATES]-(:Domain)
WHERE any(name IN posed.sets WHERE name IN $sets)
WITH domain, imitates, original, count(posed) AS imitators
WHERE original IS NOT NULL OR imitators > 0 OR domain.outlet IS NOT NULL
  AND any(name IN domain.sets WHERE name IN $sets)
RETURN domain.key AS domain, domain.outlet AS outlet, original.key AS original,
  imitates.technique AS technique
