// How many sessions of each status each project has.
table(sessions().countBy(s -> s.project() + " " + s.status()))
