package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ao.apply.Disk;
import ao.apply.Disk.Operation;
import ao.journal.Applied;
import ao.journal.PlanFile;
import ao.journal.PlanWriter;
import ao.model.StoreKind;
import ao.plan.About;
import ao.plan.Change;
import ao.plan.Content;
import ao.plan.PlanHeader;
import ao.plan.Purpose;
import ao.read.Hashes;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody else puts into a folder that a run has just made stays, whatever becomes of the run. */
class ForeignFilesTest {
    private static final String FOREIGN = "somebody else's only copy\n";

    @TempDir Path temp;

    private Path folder;
    private Path target;
    private Path source;
    private PlanFile plan;
    private SweepLibrary library;

    @BeforeEach
    void plan() throws IOException {
        temp = temp.toRealPath();
        folder = temp.resolve("made");
        target = folder.resolve("a.jsonl");
        source = Files.writeString(temp.resolve("source"), "ours\n");
        library = new SweepLibrary(Files.createDirectory(temp.resolve("state")), temp);
        var header = new PlanHeader("import", List.of("import"), Instant.EPOCH, List.of(new PlanHeader.Store(StoreKind.REWRITE, temp.resolve("ao.db"))), List.of(temp), List.of(), "");
        var about = new About(Purpose.TRANSCRIPT, "p", "s");
        var content = Hashes.content(source);
        try (var writer = new PlanWriter(temp.resolve("plan"), header, change -> { })) {
            writer.change(new Change.MakeFolder(folder, 0700, about));
            writer.newGroup();
            writer.change(new Change.CreateFile(target, new Content.CopyOf(source, content), content, 0600, Instant.EPOCH, about));
            writer.finish(JsonNodeFactory.instance.objectNode());
        }
        plan = PlanFile.open(temp.resolve("plan"));
    }

    /** Puts the file there as soon as there is the folder. */
    private Disk.Watcher beside(boolean sourceGoes) {
        return (operation, path) -> {
            if (operation == Operation.APPEND && Files.isDirectory(folder) && !Files.exists(target)) foreign(sourceGoes);
        };
    }

    private void foreign(boolean sourceGoes) throws IOException {
        Files.writeString(target, FOREIGN);
        if (sourceGoes) Files.delete(source);
    }

    private void stays(Applied applied) throws IOException {
        assertFalse(applied.complete());
        assertEquals(FOREIGN, Files.readString(target));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void while_the_run_goes_on(boolean sourceGoes) throws Exception {
        stays(library.apply(plan, beside(sourceGoes)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void between_two_attempts(boolean sourceGoes) throws Exception {
        var id = "20260101-000000-import-kill";
        assertThrows(BreakingDisk.Death.class, () -> library.apply(plan, (operation, path) -> {
            if (operation == Operation.APPEND && Files.isDirectory(folder)) throw new BreakingDisk.Death(path.toString());
        }, id));
        foreign(sourceGoes);
        stays(library.resume(id));
        stays(library.resume(id));
    }

    /** What cannot be written whole is not left behind, as nobody could tell it from somebody else's. */
    @Test
    void what_the_run_could_not_write_whole_goes() throws Exception {
        library.apply(plan, (operation, path) -> {
            if (operation == Operation.SET_TIME && path.equals(target)) throw new IOException("the disk is broken");
        });
        assertFalse(Files.exists(target));
    }
}
