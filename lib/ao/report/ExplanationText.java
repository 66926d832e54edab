package ao.report;

import ao.read.Explanations.Explanation;
import java.io.PrintStream;

/** An explained code as text. */
public final class ExplanationText {
    private ExplanationText() { }

    /** Prints it. */
    public static void print(PrintStream out, Explanation e) {
        out.println(e.code());
        part(out, "means", e.means());
        part(out, "comes", e.comes());
        part(out, "check", e.check());
        part(out, "mend", e.fix());
        out.println();
    }

    private static void part(PrintStream out, String name, String text) {
        if (!text.isEmpty()) out.printf("  %-6s %s%n", name, text);
    }
}
