// Branches that more than one living session is on.
sessions().living().countBy(s -> s.branch()).rows().stream().filter(r -> !r.get(0).isEmpty() && Integer.parseInt(r.get(1)) > 1).forEach(System.out::println)
