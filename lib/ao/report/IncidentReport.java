package ao.report;

import ao.check.Incidents.Burst;
import ao.check.Incidents.End;
import ao.model.ResumeVerdict;
import ao.report.StoreView.SessionView;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What came of looking for bursts of ends. */
public final class IncidentReport {
    private IncidentReport() { }

    /** A session that ended in a burst, as it stands now; nothing when it is not in the store any more. */
    public record Victim(End end, Optional<SessionView> now) { }

    /**
     * A burst with who died and who did not.
     *
     * @param survivors sessions that were there before it and still go on
     */
    public record Incident(Burst burst, List<Victim> victims, List<SessionView> survivors) { }

    /**
     * Prints the incidents.
     *
     * @param all whether everything could be read
     */
    public static void text(List<Incident> incidents, boolean all, boolean verbose, int width, Style style, PrintStream out) {
        if (incidents.isEmpty()) out.println("no burst of ends was found" + (all ? "" : " in what could be read"));
        for (var incident : incidents) {
            var burst = incident.burst();
            out.println(style.strong(burst.ends().size() + " sessions ended within " + words(Duration.between(burst.from(), burst.to()))) + ", from " + burst.from() + " on, one each " + words(burst.cadence()));
            var table = new TextTable("  SESSION", "ENDED", "TOLD BY", "NOW", "RESUME", "WORKTREE");
            for (var victim : incident.victims()) {
                var end = victim.end();
                table.add("  " + end.project() + "/" + end.session(), end.at().toString(), end.by(), victim.now().map(SessionView::status).orElse("gone"),
                    victim.now().map(s -> s.resume().kind().words()).orElse(""), victim.now().map(s -> s.worktree()).orElse(""));
            }
            table.lines(width).forEach(out::println);
            var survivors = incident.survivors().stream().map(s -> s.project() + "/" + s.id()).toList();
            out.println("  survived: " + (survivors.isEmpty() ? "none" : Plain.of(String.join(", ", survivors.subList(0, verbose ? survivors.size() : Math.min(10, survivors.size()))))
                + (survivors.size() > 10 && !verbose ? " and " + (survivors.size() - 10) + " more" : "")));
            commands(incident).forEach(command -> out.println("  resume: " + Plain.of(command)));
            out.println();
        }
    }

    /** How the sessions that ended can be resumed by hand. */
    public static List<String> commands(Incident incident) {
        return incident.victims().stream().flatMap(v -> v.now().stream()).map(SessionView::resume).filter(r -> r.kind() == ResumeVerdict.Kind.NATIVE).map(ResumeVerdict::command).toList();
    }

    private static String words(Duration duration) {
        return duration.toMinutes() >= 2 ? duration.toMinutes() + " min" : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    /** Writes the incidents as an array. */
    public static void json(JsonGenerator g, List<Incident> incidents) throws IOException {
        g.writeArrayFieldStart("incidents");
        for (var incident : incidents) {
            g.writeStartObject();
            g.writeStringField("from", incident.burst().from().toString());
            g.writeStringField("to", incident.burst().to().toString());
            g.writeNumberField("cadenceMillis", incident.burst().cadence().toMillis());
            g.writeArrayFieldStart("ended");
            for (var victim : incident.victims()) {
                g.writeStartObject();
                g.writeStringField("store", victim.end().store());
                g.writeStringField("project", victim.end().project());
                g.writeStringField("id", victim.end().session());
                g.writeStringField("at", victim.end().at().toString());
                g.writeStringField("toldBy", victim.end().by());
                if (victim.now().isPresent()) {
                    g.writeStringField("status", victim.now().get().status());
                    g.writeStringField("worktree", victim.now().get().worktree());
                    g.writeStringField("resume", victim.now().get().resume().kind().words());
                    g.writeStringField("command", victim.now().get().resume().command());
                }
                g.writeEndObject();
            }
            g.writeEndArray();
            g.writeArrayFieldStart("survived");
            for (var survivor : incident.survivors()) g.writeString(survivor.project() + "/" + survivor.id());
            g.writeEndArray();
            g.writeEndObject();
        }
        g.writeEndArray();
    }
}
