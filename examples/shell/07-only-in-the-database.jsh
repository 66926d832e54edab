// Ids that ao.db has and the records do not.
var known = where(s -> !s.path().isEmpty()).ids()
table(sql("SELECT id FROM sessions").rows().stream().filter(r -> !known.contains(r.get(0))).toList())
