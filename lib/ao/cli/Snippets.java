package ao.cli;

import ao.model.AoException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis.Completeness;

/** Runs snippets of JShell one after the other and stops at the first that fails, so that a script can rely on the rest. */
final class Snippets implements AutoCloseable {
    private static final String END = "/exit";

    private final JShell shell;
    /** Whether a snippet has ended the virtual machine in which they run. */
    private boolean over;

    /** @param options of the virtual machine in which they run, which knows the classes that this one knows */
    Snippets(List<String> options, PrintStream out, PrintStream err) {
        shell = JShell.builder().in(InputStream.nullInputStream()).out(out).err(err).remoteVMOptions(options.toArray(String[]::new)).build();
        shell.onShutdown(ended -> over = true);
        for (var entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) shell.addToClasspath(entry);
    }

    /**
     * Runs all snippets of a text, each as soon as it is there. A line ends one wherever it can, as in a shell.
     *
     * @param name of the text, for whoever looks for what failed
     * @return whether what comes after the text is to be run, too
     * @throws AoException.Unreadable for the first that is no Java or throws
     */
    boolean run(String name, BufferedReader text) throws IOException {
        var pending = "";
        int first = 1;
        int number = 0;
        for (var line = text.readLine(); line != null; line = text.readLine()) {
            number++;
            if (pending.isEmpty()) {
                first = number;
                if (isCommand(line) && line.strip().equals(END)) return false;
                if (isCommand(line)) throw failed(name, number, line.split(" ")[0] + " is for a shell at a terminal; here only snippets run, and " + END);
            }
            pending = complete(name, first, pending + line + "\n");
        }
        if (pending.isEmpty()) return true;
        var rest = shell.sourceCodeAnalysis().analyzeCompletion(pending);
        if (rest.completeness() == Completeness.DEFINITELY_INCOMPLETE) throw failed(name, first, "the snippet has no end");
        evaluate(name, first, rest.source());
        return true;
    }

    private static boolean isCommand(String line) {
        return line.length() > 1 && line.charAt(0) == '/' && Character.isLetter(line.charAt(1));
    }

    /** Runs what is complete of some lines, and tells what is not. */
    private String complete(String name, int line, String lines) {
        var analysis = shell.sourceCodeAnalysis();
        var rest = lines;
        for (var next = analysis.analyzeCompletion(rest); ; next = analysis.analyzeCompletion(rest)) {
            if (next.completeness() == Completeness.EMPTY) return "";
            if (!next.completeness().isComplete()) return rest;
            evaluate(name, line, next.source());
            rest = next.remaining();
        }
    }

    private void evaluate(String name, int line, String source) {
        var events = shell.eval(source);
        if (over) throw failed(name, line, "it ended the virtual machine of the shell, of which it cannot be told whether that was a success; " + END + " ends the shell");
        for (var event : events) {
            if (event.exception() != null) throw failed(name, line, thrown(event.exception()));
            if (event.status() != Snippet.Status.REJECTED) continue;
            throw failed(name, line, shell.diagnostics(event.snippet()).map(d -> d.getMessage(Locale.ROOT).strip().replaceAll("\\s*\\R\\s*", ", ")).distinct().collect(Collectors.joining("; ")));
        }
    }

    private static String thrown(JShellException exception) {
        if (!(exception instanceof EvalException thrown)) return String.valueOf(exception.getMessage());
        if (thrown.getExceptionClassName().startsWith(AoException.class.getName())) return thrown.getMessage();
        return thrown.getExceptionClassName() + (thrown.getMessage() == null ? "" : ": " + thrown.getMessage());
    }

    private static AoException.Unreadable failed(String name, int line, String why) {
        return new AoException.Unreadable("snippet-failed", name + ":" + line + ": " + why, "what comes after it was not run");
    }

    @Override public void close() {
        shell.close();
    }
}
