// A look around: ./ao shell examples/shell.jsh
table(stores)
table(sessions().countBy(s -> s.status()))
table(findings().countByCode())
