// What is wrong, and the command that mends it.
findings().errors().forEach(f -> System.out.println(f.code() + ": " + f.fix().map(x -> x.command()).orElse("ao explain " + f.code())))
