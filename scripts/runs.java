///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Lists runs, shows one, and removes old ones.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.RunList
package scripts;

import ao.apply.RunFolder;
import ao.cli.Candidates;
import ao.cli.CommonOptions;
import ao.cli.Exit;
import ao.cli.RunText;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.ToolkitCommand;
import ao.journal.Run;
import ao.model.AoException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "runs", description = "Lists the runs, the latest first.", subcommands = {RunList.Show.class, RunList.Prune.class},
    footer = {"  ao runs", "  ao runs show 20261121-060735-import-2znc --diff", "  ao runs prune --older-than 30d"})
class RunList extends ToolkitCommand {
    @Override public String name() {
        return "runs";
    }

    @Option(names = "--ids", description = "Only the ids, one a line.")
    private boolean ids;

    @Override public Exit run(Session session) {
        if (ids) {
            all(session, common).forEach(run -> session.console().out().println(run.id()));
            return Exit.OK;
        }
        RunText.list(all(session, common), Start.head(name(), session), session.console().out(), session.console().width(), common.json());
        Session.runs(common.locations(session.console(), Optional.empty(), Optional.empty())).damaged().values().forEach(e -> session.console().say("ao: " + e.getMessage() + "\n  " + e.hint()));
        return Exit.OK;
    }

    private static List<Run> all(Session session, CommonOptions common) {
        return Session.runs(common.locations(session.console(), Optional.empty(), Optional.empty())).list();
    }

    @Command(name = "show", description = "Shows what a run did, change by change.")
    static class Show extends ToolkitCommand {
        @Parameters(paramLabel = "RUN", completionCandidates = Candidates.RunIds.class, description = "The run, or a unique beginning or ending of its id.")
        private String text;

        @Option(names = "--diff", description = "Show the values, too.")
        private boolean diff;

        @Override public String name() {
            return "runs show";
        }

        @Override public Exit run(Session session) {
            var run = Session.runs(common.locations(session.console(), Optional.empty(), Optional.empty())).find(text);
            RunText.show(run, Start.head(name(), session), session.console().out(), common.json(), common.verbose(), diff);
            return Exit.OK;
        }
    }

    @Command(name = "prune", description = {"Removes the folders of old runs, after asking.",
        "Those runs can't be taken back any more. An unfinished run is never removed."})
    static class Prune extends ToolkitCommand {
        @Option(names = "--older-than", paramLabel = "AGE", required = true, description = "30d, 12h or 8w.")
        private String age;

        @Option(names = {"-y", "--yes"}, description = "Do not ask.")
        private boolean yes;

        @Option(names = {"-n", "--dry-run"}, description = "Show what would go and stop.")
        private boolean dryRun;

        @Override public String name() {
            return "runs prune";
        }

        @Override public Exit run(Session session) {
            var before = session.clock().instant().minus(age());
            var old = all(session, common).stream().filter(r -> !r.open() && Instant.parse(r.startedAt()).isBefore(before)).toList();
            RunText.list(old, Start.head(name(), session), session.console().out(), session.console().width(), common.json());
            if (dryRun || old.isEmpty()) return Exit.OK;
            if (!yes && !session.console().canAsk()) {
                throw new AoException.Usage("consent-needed", "this removes " + old.size() + " runs, and there is no terminal to ask on", "give --yes");
            }
            if (!yes && !session.console().confirm("Remove " + old.size() + " runs, which can't be taken back then?")) return Exit.FINDINGS;
            old.forEach(run -> RunFolder.remove(run, session.disk(common)));
            session.console().say("removed " + old.size() + " runs");
            session.console().changed("  the runs that it names are removed");
            return Exit.OK;
        }

        private Duration age() {
            if (!age.matches("[1-9][0-9]{0,5}[hdw]")) throw new AoException.Usage("age", "\"" + age + "\" is no age", "30d, 12h or 8w, for example");
            long number = Long.parseLong(age.substring(0, age.length() - 1));
            return switch (age.charAt(age.length() - 1)) {
                case 'h' -> Duration.ofHours(number);
                case 'd' -> Duration.ofDays(number);
                default -> Duration.ofDays(7 * number);
            };
        }
    }

    public static void main(String... args) {
        Start.script(new RunList(), args);
    }
}
