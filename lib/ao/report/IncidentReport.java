package ao.report;

import ao.check.Incidents.Burst;
import ao.check.Incidents.End;
import ao.model.Finding;
import ao.report.StoreView.SessionView;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What came of looking for bursts of ends. */
public final class IncidentReport {
    private static final int NAMED = 10;
    /** The day stands above. */
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private IncidentReport() { }

    /**
     * A session that ended in a burst.
     *
     * @param now   as it stands now; nothing when it is not in the store any more
     * @param work  what its worktree is and holds; empty when it has none
     * @param still whether it has not gone on since, and has not finished its work
     */
    public record Victim(End end, Optional<SessionView> now, String work, boolean still) { }

    /**
     * A burst with who died and who did not.
     *
     * @param survivors how many sessions were there before it and went on
     * @param some      the first of those
     */
    public record Incident(Burst burst, List<Victim> victims, int survivors, List<SessionView> some) { }

    /**
     * Prints the incidents.
     *
     * @param all whether everything could be read
     */
    public static void text(List<Incident> incidents, boolean all, boolean verbose, int width, Style style, PrintStream out) {
        var resumes = IncidentResumes.of(incidents);
        if (incidents.isEmpty()) out.println("no burst of ends was found" + (all ? "" : " in what could be read"));
        for (var incident : incidents) {
            var burst = incident.burst();
            out.println(style.strong(burst.ends().size() + " sessions ended within " + words(Duration.between(burst.from(), burst.to()))) + ", from " + burst.from() + " on, one each " + words(burst.cadence()));
            var table = new TextTable("  SESSION", "ENDED", "TOLD BY", "NOW", "RESUME", "WORK", "WORKTREE").sparing("WORKTREE", "TOLD BY");
            for (var victim : incident.victims()) {
                var end = victim.end();
                table.add("  " + end.project() + "/" + end.session(), CLOCK.format(end.at()), end.by(), victim.now().map(SessionView::status).orElse("gone"),
                    victim.now().map(s -> s.resume().kind().words()).orElse(""), victim.work(), victim.now().map(s -> s.worktree()).orElse(""));
            }
            table.lines(width).forEach(out::println);
            var named = incident.some().stream().map(s -> s.project() + "/" + s.id()).limit(verbose ? Integer.MAX_VALUE : NAMED).toList();
            int more = incident.survivors() - named.size();
            out.println("  survived: " + (named.isEmpty() ? "none" : Plain.of(String.join(", ", named)) + (more > 0 ? " and " + more + " more" : "")));
            for (var victim : incident.victims()) {
                resumes.command(victim).ifPresent(command -> out.println("  resume: " + Plain.command(command)));
                resumes.left(victim).ifPresent(why -> out.println("  not listed: " + Plain.of(why)));
            }
            out.println();
        }
    }

    private static String words(Duration duration) {
        return duration.toMinutes() >= 2 ? duration.toMinutes() + " min" : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    /** Writes what could not be looked into. */
    public static void unread(JsonGenerator g, List<Finding> unread) throws IOException {
        g.writeArrayFieldStart("incidentsUnread");
        for (var one : unread) g.writeString(one.subject().path().map(path -> path + ": ").orElse("") + one.message());
        g.writeEndArray();
    }

    /** Writes the incidents as an array. */
    public static void json(JsonGenerator g, List<Incident> incidents) throws IOException {
        var resumes = IncidentResumes.of(incidents);
        g.writeArrayFieldStart("incidents");
        for (var incident : incidents) {
            g.writeStartObject();
            g.writeStringField("from", incident.burst().from().toString());
            g.writeStringField("to", incident.burst().to().toString());
            g.writeNumberField("survivors", incident.survivors());
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
                    if (!victim.work().isEmpty()) g.writeStringField("work", victim.work());
                    g.writeBooleanField("still", victim.still());
                    g.writeStringField("resume", victim.now().get().resume().kind().words());
                    g.writeStringField("command", resumes.command(victim).orElse(""));
                    if (resumes.left(victim).isPresent()) g.writeStringField("notListed", resumes.left(victim).get());
                }
                g.writeEndObject();
            }
            g.writeEndArray();
            g.writeArrayFieldStart("survived");
            for (var survivor : incident.some()) g.writeString(survivor.project() + "/" + survivor.id());
            g.writeEndArray();
            g.writeEndObject();
        }
        g.writeEndArray();
    }
}
