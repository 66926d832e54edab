package ao.cli;

import ao.plan.ShellWord;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How the operator started us, for the commands that we print: another program called {@code ao}, the orchestrator's
 * own, is probably on the PATH.
 *
 * @param program   the words that start us
 * @param umbrella  whether the name of a command comes next; a script of its own is one command
 */
public record Invocation(String program, boolean umbrella) {

    /** The invocation of this process, of which {@code script} is the main script. */
    public static Invocation of(String script) {
        boolean umbrella = script.equals("ao");
        var launcher = System.getProperty("ao.invocation");
        if (launcher != null && !launcher.isEmpty()) return new Invocation(ShellWord.quote(launcher), umbrella);
        var reference = System.getenv("JBANG_SCRIPT_REF");
        if (reference != null && !reference.isEmpty()) return new Invocation("jbang " + ShellWord.quote(reference), umbrella);
        return new Invocation("jbang " + script + "@catalog", umbrella);
    }

    /** A command line that runs as printed. */
    public String command(String command, List<String> arguments) {
        var words = arguments.stream().map(ShellWord::quote).collect(Collectors.joining(" "));
        return (umbrella ? program + " " + command : sibling(command)) + (words.isEmpty() ? "" : " " + words);
    }

    /** The command line of another script, found where this one was found. */
    private String sibling(String command) {
        return program.replaceFirst("[A-Za-z-]+(\\.java|@\\S+)?('?)$", command + "$1$2");
    }
}
