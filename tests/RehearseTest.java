package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ao.apply.Disk;
import ao.journal.PlanFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rehearsal of every command that writes: it does the first half of everything, and leaves nothing of it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RehearseTest {
    @TempDir Path temp;

    private static void rehearsed(HashedHome home, String... words) throws Exception {
        var before = home.look();
        var document = Answer.of(home.cli().run(words), 0);
        assertEquals("rehearse", document.path("mode").asText());
        assertTrue(document.path("run").isNull(), "no run is left");
        assertEquals("", HashedHome.different(before, home.look()));
        try (var runs = Files.list(home.path.resolve(".local/state/ao-toolkit/runs"))) {
            assertEquals(List.of(), runs.filter(r -> r.getFileName().toString().contains("rehearse")).toList());
        }
    }

    @Test void of_a_migration_of_its_way_back_and_of_a_saved_plan() throws Exception {
        var home = HashedHome.full(temp);
        rehearsed(home, "migrate-storage", "--rehearse", "--json");
        var plan = temp.resolve("plan.jsonl").toString();
        Answer.of(home.cli().run("migrate-storage", "--out", plan, "--json"), 0);
        rehearsed(home, "apply", plan, "--rehearse", "--json");
        var run = Answer.of(home.migrate(), 0).path("run").asText();
        rehearsed(home, "rollback", run, "--rehearse", "--json");
        rehearsed(home, "snapshot", "make", "--to", temp.resolve("s").toString(), "--rehearse", "--json");
    }

    @Test void of_an_import_with_its_rows() throws Exception {
        var home = LegacyHome.shop(temp);
        home.daemons();
        var before = home.database().contents();
        var report = Answer.of(home.cli().run("import", "--sessions", "active", "--rehearse", "--json"), 0);
        assertEquals("rehearse", report.path("mode").asText());
        assertEquals(before, home.database().contents());
        Answer.of(LegacyHome.shop(Files.createDirectory(temp.resolve("fresh"))).cli().run("import", "--create-db", "--rehearse", "--json"), 0);
    }

    @Test void tells_what_stands_in_the_way() throws Exception {
        var home = LegacyHome.shop(temp);
        home.daemons();
        home.runFile(ProcessHandle.current().pid(), ProcessHandle.current().info().startInstant().orElseThrow().toString());
        var document = Answer.of(home.cli().run("import", "--rehearse", "--json"), 3);
        assertTrue(document.at("/report/refusals").toString().contains("daemon-live"), document::toPrettyString);
    }

    @Test void that_cannot_remove_what_it_staged_leaves_a_run_that_does() throws Exception {
        var home = Files.createDirectories(temp.toRealPath().resolve("home"));
        var folder = Files.createDirectories(home.resolve(".openclaw/agents/main/sessions"));
        Files.writeString(folder.resolve("sessions.json"), "{\"a\": {}, \"b\": {}}");
        var before = Tree.snapshot(folder).keySet();
        var cli = new Cli(home);
        var plan = temp.resolve("plan.jsonl");
        Answer.of(cli.run("migrate-storage", "--openclaw", "--dry-run", "--json", "--out", plan.toString()), 0);
        var library = new SweepLibrary(home.resolve(".local/state/ao-toolkit"), temp);
        var run = library.rehearse(PlanFile.open(plan), (operation, path) -> {
            if (operation == Disk.Operation.UNLINK && path.startsWith(folder)) throw new IOException("it cannot be removed now");
        });
        assertTrue(Files.exists(run.folder()), "the run is needed");
        assertNotEquals(before, Tree.snapshot(folder).keySet());
        Answer.of(cli.run("rollback", run.id(), "--yes", "--json"), 0);
        assertEquals(before, Tree.snapshot(folder).keySet());
    }

    @Test void that_was_killed_is_taken_back_and_never_finished() throws Exception {
        var home = HashedHome.full(temp);
        for (int i = 0; i < 3_000; i++) home.session(HashedHome.OTHER_HASH, "tides", "tides-" + (i + 2));
        var before = home.look();
        var runs = home.path.resolve(".local/state/ao-toolkit/runs");
        for (int attempt = 0; attempt < 20; attempt++) {
            var started = home.cli().start(List.of("migrate-storage", "--rehearse", "--home", home.path.toString()));
            while (started.process().isAlive() && begun(runs).isEmpty()) Thread.sleep(1);
            Thread.sleep(attempt * 10L);
            started.process().destroyForcibly();
            Cli.finish(started);
            var left = begun(runs);
            if (left.isEmpty()) continue;
            var result = home.cli().run("resume", left.get(), "--json");
            Answer.failure(result, 3, "rehearsal");
            Answer.of(home.cli().run("rollback", left.get(), "--yes", "--json"), 0);
            assertEquals("", HashedHome.different(before, home.look()));
            return;
        }
        fail("no kill of twenty hit a rehearsal while it was at work");
    }

    private static Optional<String> begun(Path runs) throws IOException {
        if (!Files.isDirectory(runs)) return Optional.empty();
        try (var folders = Files.list(runs)) {
            return folders.filter(f -> Files.exists(f.resolve("run.json"))).map(f -> f.getFileName().toString()).findFirst();
        }
    }
}
