package tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests with a home in which one agent of OpenClaw has a folder for its store, which is not there yet. */
abstract class WithOpenclawStore {
    @TempDir Path temp;

    Path home;
    Path folder;
    Path store;
    Path directory;
    Cli cli;

    @BeforeEach
    void places() throws IOException {
        home = Files.createDirectories(temp.toRealPath().resolve("home"));
        folder = Files.createDirectories(home.resolve(".openclaw/agents/main/sessions"));
        store = folder.resolve("sessions.json");
        directory = folder.resolve("sessions.d");
        cli = new Cli(home);
    }
}
