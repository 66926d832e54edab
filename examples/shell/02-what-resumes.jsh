// The commands that go on with what can be gone on with.
sessions().resumable().commands().forEach(System.out::println)
