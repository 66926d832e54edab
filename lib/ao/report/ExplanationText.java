package ao.report;

import ao.read.Explanations.Explanation;
import java.io.PrintStream;

/** An explained code as text. */
public final class ExplanationText {
    private static final String INDENT = " ".repeat(9);

    private ExplanationText() { }

    /**
     * Prints it.
     *
     * @param width where lines are broken between words; 0 for nowhere
     */
    public static void print(PrintStream out, int width, Explanation e) {
        out.println(e.code());
        part(out, width, "means", e.means());
        part(out, width, "comes", e.comes());
        part(out, width, "check", e.check());
        part(out, width, "mend", e.fix());
        out.println();
    }

    private static void part(PrintStream out, int width, String name, String text) {
        if (text.isEmpty()) return;
        var line = new StringBuilder(String.format("  %-6s", name));
        for (var word : text.split(" ")) {
            if (width > 0 && line.length() > INDENT.length() && line.length() + 1 + word.length() > width) {
                out.println(line);
                line = new StringBuilder(INDENT.substring(1));
            }
            line.append(' ').append(word);
        }
        out.println(line);
    }
}
