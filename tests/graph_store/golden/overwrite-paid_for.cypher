UNWIND $rows AS row
MATCH (a:Account {key: row[0]})
MATCH (b:Post {key: row[1]})
MATCH (a)-[fact:PAID_FOR {currency: row[2]}]->(b)
SET fact += row[3]
