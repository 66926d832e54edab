///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Tells the two commands that "migrate" could mean.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.Migrate
package scripts;

import ao.cli.Exit;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.ToolkitCommand;
import ao.model.AoException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

@Command(name = "migrate", hidden = true, description = "Tells the two commands that could be meant.")
class Migrate extends ToolkitCommand {
    @Unmatched
    private List<String> rest;

    @Override public String name() {
        return "migrate";
    }

    @Override public Exit run(Session session) {
        throw new AoException.Usage("migrate-ambiguous", "\"migrate\" could mean two things",
            "a legacy store into ao.db: " + session.invocation().command("import", List.of())
                + "\n  hashed folders into the project layout: " + session.invocation().command("migrate-storage", List.of()));
    }

    public static void main(String... args) {
        Start.script(new Migrate(), args);
    }
}
