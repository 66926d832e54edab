package ao.cli;

import ao.model.AoException;
import ao.report.Envelope;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.InvalidPathException;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Starts a script: parses its command line, runs its command, and turns failures into a line and an exit code. */
public final class Start {
    private Start() { }

    /** Runs a command that is a script of its own; ends the process. */
    public static void script(ToolkitCommand command, String... args) {
        System.exit(run(new CommandLine(command), Invocation.of(command.name()), new Console(), args));
    }

    /** Runs the umbrella; ends the process. */
    public static void umbrella(CommandLine line, String... args) {
        System.exit(run(line, Invocation.of("ao"), new Console(), args));
    }

    /** Runs a command line to its end, and gives the exit code; the process goes on. */
    public static int run(CommandLine line, Invocation invocation, Console console, String... args) {
        var clock = Clock.systemUTC();
        var session = new Session(invocation, List.of(args), console, clock, clock.instant());
        boolean json = session.argv().contains("--json");
        listExitCodes(line);
        line.setCaseInsensitiveEnumValuesAllowed(true).setUsageHelpAutoWidth(true)
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
            .setOut(new PrintWriter(console.out())).setErr(new PrintWriter(console.err()))
            .setParameterExceptionHandler((e, words) -> usage(e, session, json).code())
            .setExecutionStrategy(parsed -> execute(parsed, session));
        int code = line.execute(args);
        console.flush();
        return console.failed() ? unwritten(code, console) : code;
    }

    /** Data is lost: what it would have told of a change is said, and a success is none. */
    private static int unwritten(int code, Console console) {
        boolean success = code < Exit.USAGE.code();
        if (success || console.changed().isPresent()) console.say("ao: the output could not be written");
        console.changed().ifPresent(console::say);
        if (!success) return code;
        return (console.changed().isPresent() ? Exit.INCOMPLETE : Exit.UNREADABLE).code();
    }

    /** Lets the help of a command, and of all below it, list the exit codes. */
    public static void listExitCodes(CommandLine line) {
        line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(Exit.list());
        line.getSubcommands().values().forEach(Start::listExitCodes);
    }

    private static int execute(CommandLine.ParseResult parsed, Session session) {
        var help = CommandLine.executeHelpRequest(parsed);
        if (help != null) return help;
        var last = parsed;
        while (last.hasSubcommand()) last = last.subcommand();
        if (!(last.commandSpec().userObject() instanceof ToolkitCommand command)) {
            last.commandSpec().commandLine().usage(last.commandSpec().commandLine().getErr());
            last.commandSpec().commandLine().getErr().flush();
            return Exit.USAGE.code();
        }
        return run(command, session).code();
    }

    private static Exit run(ToolkitCommand command, Session session) {
        boolean json = command.common().json();
        try {
            return command.run(session);
        } catch (Envelope.Torn torn) {
            var e = failure((RuntimeException) torn.getCause(), command, session);
            var exit = fail(command.name(), e, session, false);
            torn.end(exit.code(), e);
            return exit;
        } catch (OutOfMemoryError e) {
            return fail(command.name(), new AoException.Unreadable("out-of-memory", "the memory is not enough: " + e.getMessage(),
                "give more with AO_JAVA_OPTS=-Xmx1g"), session, json);
        } catch (RuntimeException e) {
            return fail(command.name(), failure(e, command, session), session, json);
        }
    }

    /** What went wrong, for the operator. */
    private static AoException failure(RuntimeException e, ToolkitCommand command, Session session) {
        if (e instanceof AoException known) return known;
        if (e instanceof InvalidPathException path && path.getInput().indexOf('\0') < 0) {
            return new AoException.Unreadable("path-unnameable", "a path cannot be named under this locale: " + path.getInput(), "set LC_ALL=C.UTF-8, or start ./ao, which does");
        }
        if (command.common().verbose()) e.printStackTrace(session.console().err());
        return new AoException.Unreadable("defect", "a defect of this toolkit: " + e, "run it again with -v and report what it prints");
    }

    private static Exit fail(String command, AoException e, Session session, boolean json) {
        var exit = Exit.of(e);
        session.console().say("ao: " + e.getMessage());
        if (!e.hint().isEmpty()) session.console().say("  " + e.hint());
        if (json) Envelope.failure(session.console().out(), head(command, session), exit.code(), e);
        return exit;
    }

    /** What every report says of this use. */
    public static Envelope.Head head(String command, Session session) {
        return new Envelope.Head(command, session.argv(), session.startedAt(), session.clock().instant());
    }

    private static Exit usage(ParameterException e, Session session, boolean json) {
        var text = new StringWriter();
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, new PrintWriter(text, true))) text.append("");
        var hint = text.toString().strip() + (text.toString().isBlank() ? "see: " : "; see: ") + "--help";
        return fail(e.getCommandLine().getCommandName(), new AoException.Usage("usage", e.getMessage(), hint), session, json);
    }
}
