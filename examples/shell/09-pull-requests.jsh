// Sessions with a pull request, and which.
table(List.of("SESSION", "PULL REQUESTS"), where(s -> !s.pullRequests().isEmpty()).stream().map(s -> List.of(s.id(), s.pullRequests())).toList())
