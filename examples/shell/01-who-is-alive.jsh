// The sessions that have not ended, the one that was written last first.
table(sessions().living().latestFirst())
