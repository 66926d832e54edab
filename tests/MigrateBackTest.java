package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tests.HashedHome.HASH;
import static tests.HashedHome.OTHER_HASH;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes back of a migration when not all of it can. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MigrateBackTest {
    @TempDir Path temp;

    private static Path backup(HashedHome home) {
        return home.root().resolve("config.yaml.pre-migration");
    }

    private static boolean isMigrated(HashedHome home) throws IOException {
        return Files.exists(backup(home)) && !Files.readString(home.root().resolve("config.yaml")).contains("storageKey");
    }

    @Test void the_registry_goes_back_only_with_every_project_and_later_when_nothing_is_in_the_way() throws Exception {
        var home = HashedHome.full(temp);
        var before = home.look();
        var run = Answer.of(home.migrate(), 0).path("run").asText();
        var desk = Files.createDirectory(home.folder(HASH, "desk"));
        var document = Answer.of(home.rollback(run), 5);
        var left = Answer.report(document, "left");
        assertTrue(left.stream().anyMatch(l -> l.contains("nothing of the project desk goes back")), left::toString);
        assertTrue(left.stream().anyMatch(l -> l.startsWith(home.root().resolve("config.yaml") + " stays: it goes back only together with desk")), left::toString);
        assertTrue(isMigrated(home));
        assertTrue(Files.exists(home.folder(OTHER_HASH, "tides").resolve("sessions/tides-1")), "another project goes back");
        assertFalse(left.toString().contains("put there since"), left::toString);
        assertEquals(3, left.size(), left::toString);
        Files.delete(desk);
        Answer.of(home.rollback(run), 0);
        assertEquals("", HashedHome.different(before, home.look()));
    }

    @Test void a_run_that_came_later_is_named_and_is_nothing_that_stays() throws Exception {
        var home = HashedHome.full(temp);
        var run = Answer.of(home.migrate("--project", "desk"), 0).path("run").asText();
        var later = Answer.of(home.migrate(), 0).path("run").asText();
        Files.writeString(home.record("desk", "desk-1"), "{}");
        var document = Answer.of(home.rollback(run, "--dry-run"), 0);
        assertEquals(List.of(later), Answer.report(document, "later"));
        assertFalse(Answer.report(document, "left").toString().contains("came later"));
        assertEquals(Answer.report(document, "left").size(), document.at("/summary/failed").asInt());
        var text = home.cli().run("rollback", run, "--yes");
        assertTrue(text.out().contains("run " + later + " came later in the same store; it may have to be taken back first"), text::toString);
    }

    @Test void a_lock_that_still_has_the_name_of_a_run_that_is_over_names_no_run() throws Exception {
        var home = HashedHome.full(temp);
        var run = Answer.of(home.migrate(), 0).path("run").asText();
        var held = new ArrayList<FileChannel>();
        try (var locks = Files.list(home.path.resolve(".local/state/ao-toolkit/locks"))) {
            for (var lock : locks.toList()) {
                held.add(FileChannel.open(lock, StandardOpenOption.WRITE));
                assertNotNull(held.get(held.size() - 1).tryLock());
            }
            var error = Answer.failure(home.rollback(run), 3, "store-locked");
            assertTrue(error.path("message").asText().startsWith("another run is at work in "), error::toString);
        } finally {
            for (var channel : held) channel.close();
        }
        Answer.of(home.rollback(run), 0);
    }

    @Test void a_project_that_cannot_go_back_although_nothing_spoke_against_it_keeps_the_registry_too() throws Exception {
        var home = HashedHome.full(temp);
        var before = home.look();
        var run = Answer.of(home.migrate(), 0).path("run").asText();
        String back;
        try (var mount = Mount.tmpfs(home.root().resolve(HASH + "-desk.migrated"), "size=1m")) {
            back = Answer.of(home.rollback(run), 5).path("run").asText();
            assertTrue(isMigrated(home));
        }
        Answer.of(home.cli().run("resume", back, "--json"), 0);
        assertEquals("", HashedHome.different(before, home.look()));
    }
}
