package ao.cli;

import ao.model.Progress;
import ao.report.Plain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The three standard streams, in UTF-8 whatever the locale says, and whether they are a terminal's. */
public final class Console {
    private static final int USUAL_WIDTH = 80;

    private final StandardOutput standard;
    private final PrintStream out;
    private final PrintStream err;
    private final InputStream in;
    private final ProgressLine progress;
    private Optional<String> changed = Optional.empty();

    /** The streams of this process. */
    public Console() {
        this(new StandardOutput(opened(FileDescriptor.out)), stream(opened(FileDescriptor.err)), System.in);
    }

    private Console(StandardOutput out, PrintStream err, InputStream in) {
        this(out, stream(out), err, in);
    }

    /** Streams of a caller, who closes them. */
    public Console(PrintStream out, PrintStream err, InputStream in) {
        this(new StandardOutput(OutputStream.nullOutputStream()), out, err, in);
    }

    private Console(StandardOutput standard, PrintStream out, PrintStream err, InputStream in) {
        this.standard = standard;
        this.out = out;
        this.err = err;
        this.in = in;
        this.progress = new ProgressLine(err);
    }

    private static OutputStream opened(FileDescriptor descriptor) {
        return new FileOutputStream(descriptor);
    }

    private static PrintStream stream(OutputStream stream) {
        return new PrintStream(stream, false, StandardCharsets.UTF_8);
    }

    /** Data; whoever asks for it is done with what takes long. */
    public PrintStream out() {
        progress.end();
        return out;
    }

    /** Everything that is no data: a line, at once. */
    public void say(String line) {
        synchronized (progress) {
            progress.erase();
            // Messages quote what other people's files and names say.
            line.lines().map(Plain::of).forEach(err::println);
            err.flush();
        }
    }

    /** Shows how far something long has come, if anybody looks on. */
    public Progress progress() {
        return isTerminal("err") && !isDumb() ? progress : Progress.NONE;
    }

    /** Whether the terminal says of itself that it knows no colours and cannot go back in a line. */
    static boolean isDumb() {
        return "dumb".equals(System.getenv("TERM"));
    }

    /** Whether somebody can be asked: the question goes to standard error, the answer comes from standard input. */
    public boolean canAsk() {
        return launched() ? isTerminal("in") && isTerminal("err") : hasTerminal();
    }

    /** Whether data goes to a terminal. */
    public boolean outIsTerminal() {
        return launched() ? isTerminal("out") : hasTerminal();
    }

    /** How many columns the terminal has that data goes to; 0 when it goes to none. */
    public int width() {
        if (!outIsTerminal()) return 0;
        var told = System.getProperty("ao.columns", System.getenv().getOrDefault("COLUMNS", ""));
        return told.matches("[1-9]\\d{0,4}") ? Integer.parseInt(told) : USUAL_WIDTH;
    }

    /** From 22 to 24, Java gives out a console without a terminal, too, and only that console tells. */
    private static boolean hasTerminal() {
        var console = System.console();
        if (console == null) return false;
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    private static boolean launched() {
        return System.getProperty("ao.launched") != null;
    }

    private static boolean isTerminal(String stream) {
        return System.getProperty("ao.tty." + stream) != null;
    }

    /** Asks a question; end of input or anything but yes is no. */
    public boolean confirm(String question) {
        progress.end();
        err.print(question + " [y/N] ");
        err.flush();
        try {
            var answer = new StringBuilder();
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) answer.append((char) c);
            var word = answer.toString().strip().toLowerCase(java.util.Locale.ROOT);
            return word.equals("y") || word.equals("yes");
        } catch (IOException e) {
            return false;
        }
    }

    /** Errors of the arguments, and traces. */
    PrintStream err() {
        return err;
    }

    /** Whether data could not be written where it had to go; a reader that has stopped reading has all it wants. */
    public boolean failed() {
        return out.checkError() && !standard.isUnread();
    }

    /**
     * Something was changed, which data tells.
     *
     * @param otherwise what has to be said if that data cannot be written
     */
    public void changed(String otherwise) {
        changed = Optional.of(otherwise);
    }

    /** What has to be said of a change if data could not be written; nothing where nothing was changed. */
    Optional<String> changed() {
        return changed;
    }

    public void flush() {
        progress.end();
        out.flush();
        err.flush();
    }
}
