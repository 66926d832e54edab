///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION The toolkit: every command under one name.
//SOURCES ../lib/Toolkit.java
//SOURCES inspect.java
//SOURCES explain.java
//SOURCES completion.java
//SOURCES diff.java
//SOURCES import.java
//SOURCES migrate-storage.java
//SOURCES rollback.java
//SOURCES snapshot.java
//SOURCES shell.java
//SOURCES runs.java
//SOURCES resume.java
//SOURCES repair-metadata.java
//SOURCES preflight.java
//SOURCES relocate-transcripts.java
//SOURCES apply.java
//SOURCES migrate.java
//MAIN scripts.Ao
//MANIFEST Enable-Native-Access=ALL-UNNAMED
package scripts;

import ao.cli.HelpTopic;
import ao.cli.Start;
import ao.cli.VersionText;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The toolkit's name and help; a start of one command adds that. */
@Command(name = "ao", description = "An operator's toolkit for coding-agent session stores.", versionProvider = VersionText.class,
    mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", footerHeading = "%nExamples:%n",
    footer = {"  ao inspect", "  ao import --dry-run", "  ao rollback 20261121-060735-import-2znc"})
class Root { }

/** The same with all commands. */
@Command(subcommands = {Inspect.class, Explain.class, Completion.class, Diff.class, Import.class, MigrateStorage.class, RepairMetadata.class, Preflight.class, RelocateTranscripts.class, Rollback.class, Snapshot.class, Shell.class, RunList.class, Resume.class, Apply.class, Migrate.class, HelpTopic.class})
class Ao extends Root {
    /** These tell of the others. */
    private static final Set<Class<?>> KNOW_ALL = Set.of(Completion.class, HelpTopic.class);

    public static void main(String... args) {
        // Worth a line of its own: whoever asks for a version, a script most of all, waits for nothing else.
        if (args.length == 1 && args[0].matches("--version|-V")) VersionText.print();
        else Start.umbrella(line(args), args);
    }

    /** A command needs no other, and to find out the options of all of them takes longer than most commands do. */
    private static CommandLine line(String... args) {
        if (args.length == 0) return new CommandLine(new Ao());
        var one = Stream.of(Ao.class.getAnnotation(Command.class).subcommands())
            .filter(command -> command.getAnnotation(Command.class).name().equals(args[0]) && !KNOW_ALL.contains(command)).findFirst();
        return one.isPresent() ? new CommandLine(new Root()).addSubcommand(one.get()) : new CommandLine(new Ao());
    }
}
