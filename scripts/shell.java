///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Opens JShell with the stores at hand: sessions(), findings(), where(...), row("id"), sql("...").
//SOURCES ../lib/Toolkit.java
//MAIN scripts.Shell
package scripts;

import ao.cli.Exit;
import ao.cli.JavaShell;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.ToolkitCommand;
import ao.model.AoException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "shell", description = {"Opens JShell with the library loaded and the stores at hand, to be looked at only:",
    "stores, sessions(), findings(), where(s -> ...), row(\"id\"), sql(\"SELECT ...\"), table(...).",
    "With files, runs their snippets, until one fails, and ends; without a terminal those of standard input."},
    footer = {"  ao shell", "  ao shell --home /mnt/backup/ann", "  ao shell examples/shell.jsh"})
class Shell extends ToolkitCommand {
    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Snippets to run.")
    private List<Path> files = new ArrayList<>();

    @Override public String name() {
        return "shell";
    }

    @Override public Exit run(Session session) {
        if (common.json()) throw new AoException.Usage("option-alone", "a shell has no report", "leave --json out");
        for (var file : files) {
            if (!Files.isReadable(file)) throw new AoException.Unreadable("file-unreadable", file + " cannot be read", "");
        }
        boolean terminal = session.console().outIsTerminal() && System.console() != null;
        if (terminal && files.isEmpty()) session.console().say("sessions()  findings()  where(s -> s.over())  row(\"id\")  sql(\"SELECT …\")  table(…)   /exit ends it");
        if (terminal && files.isEmpty()) return JavaShell.open(common.home()) == 0 ? Exit.OK : Exit.UNREADABLE;
        JavaShell.run(common.home(), files);
        return Exit.OK;
    }

    public static void main(String... args) {
        Start.script(new Shell(), args);
    }
}
