package ao.report;

import ao.model.Severity;
import org.fusesource.jansi.Ansi;

/** Colours, which never carry a meaning alone. */
public record Style(boolean on) {
    /** A severity's word. */
    public String of(Severity severity) {
        return switch (severity) {
            case ERROR -> paint(severity.word(), Ansi.Color.RED);
            case WARNING -> paint(severity.word(), Ansi.Color.YELLOW);
            case INFO -> severity.word();
        };
    }

    /** What the eye should find first. */
    public String strong(String text) {
        return on ? Ansi.ansi().bold().a(text).reset().toString() : text;
    }

    /** Something that went wrong. */
    public String bad(String text) {
        return paint(text, Ansi.Color.RED);
    }

    private String paint(String text, Ansi.Color color) {
        return on ? Ansi.ansi().fg(color).a(text).reset().toString() : text;
    }
}
