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
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(name = "ao", description = "An operator's toolkit for coding-agent session stores.", versionProvider = VersionText.class,
    mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", footerHeading = "%nExamples:%n",
    footer = {"  ao inspect", "  ao import --dry-run", "  ao rollback 20261121-060735-import-2znc"},
    subcommands = {Inspect.class, Explain.class, Completion.class, Diff.class, Import.class, MigrateStorage.class, RepairMetadata.class, Preflight.class, RelocateTranscripts.class, Rollback.class, Snapshot.class, Shell.class, RunList.class, Resume.class, Apply.class, Migrate.class, HelpTopic.class})
class Ao {
    public static void main(String... args) {
        // Worth a line of its own: whoever asks for a version, a script most of all, waits for nothing else.
        if (args.length == 1 && args[0].matches("--version|-V")) VersionText.print();
        else Start.umbrella(new CommandLine(new Ao()), args);
    }
}
