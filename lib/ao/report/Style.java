package ao.report;

import ao.model.Severity;
import org.fusesource.jansi.Ansi;

/** Colours, which never carry a meaning alone. */
public record Style(boolean on) {
    /** A text about something of a severity. */
    public String of(Severity severity, String text) {
        return switch (severity) {
            case ERROR -> paint(text, Ansi.Color.RED);
            case WARNING -> paint(text, Ansi.Color.YELLOW);
            case INFO -> text;
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
