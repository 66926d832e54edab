// Why the others do not resume, by reason.
table(where(s -> s.resume().command().isEmpty()).countBy(s -> s.resume().reason()))
