// A session as the legacy store has it, and its row in ao.db.
var id = sessions().ids().get(0)
System.out.println(sessions().find(id).orElseThrow())
table(row(id))
