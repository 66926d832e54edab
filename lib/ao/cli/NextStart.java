package ao.cli;

import ao.model.OpenclawEntry;
import ao.read.OpenclawInstallation;
import ao.read.OpenclawPlaces;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What OpenClaw will do with a store file when it is started next (openclaw-store sheet, 1, 10 and 13). */
public final class NextStart {
    private static final Duration OLDEST = Duration.ofDays(30);
    private static final int MOST = 500;

    private final Optional<OpenclawInstallation> installed;
    private final String mode;

    private NextStart(Optional<OpenclawInstallation> installed, String mode) {
        this.installed = installed;
        this.mode = mode;
    }

    /** Looks at what is installed and at the settings. */
    public static NextStart of(OpenclawPlaces places) {
        return new NextStart(OpenclawInstallation.onPath(Optional.ofNullable(System.getenv("PATH")).orElse("")), places.maintenanceMode());
    }

    /**
     * A line for each thing that will happen; what depends on a version that cannot be told is said for each.
     *
     * @param stores the entries of each
     */
    List<String> lines(List<List<OpenclawEntry>> stores, Instant now) {
        int entries = stores.stream().mapToInt(List::size).sum();
        if (entries == 0) return List.of();
        int pruned = mode.equals("warn") ? 0 : stores.stream().mapToInt(store -> pruned(store, now)).sum();
        var prunes = pruned == 0 ? "drops no entry" : "drops " + pruned + " of " + entries + " entries (not used for 30 days, or beyond the newest 500 of a store); session.maintenance.mode \"warn\" in openclaw.json keeps them";
        var lines = new ArrayList<String>();
        if (installed.isEmpty()) {
            lines.add("the next start, as it cannot be told which OpenClaw is installed: a build with sessions.d migrates the " + entries + " entries again; 2026.4.21 up to 2026.7 " + prunes
                + "; from 2026.8 on the gateway does not start before 'openclaw doctor --fix' has imported them");
            return lines;
        }
        var what = installed.get();
        var next = "the next start of OpenClaw " + what.version() + " ";
        if (what.readsDirectories()) lines.add(next + "migrates the " + entries + " entries again: install a release first");
        else if (what.version().keepsDatabase()) lines.add(next + "needs 'openclaw doctor --fix' first, which imports the " + entries + " entries");
        else if (what.version().prunes()) lines.add(next + prunes);
        else lines.add(next + "uses the file as it is");
        return lines;
    }

    private static int pruned(List<OpenclawEntry> entries, Instant now) {
        long oldest = now.minus(OLDEST).toEpochMilli();
        int old = (int) entries.stream().filter(e -> e.stamp().filter(s -> s.matches("\\d{1,18}")).filter(s -> Long.parseLong(s) < oldest).isPresent()).count();
        return old + Math.max(0, entries.size() - old - MOST);
    }
}
