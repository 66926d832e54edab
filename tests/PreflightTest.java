package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code preflight --openclaw} from outside. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PreflightTest {
    @TempDir Path temp;

    private Path home;
    private Cli cli;

    @BeforeEach
    void places() throws IOException {
        home = Files.createDirectories(temp.toRealPath().resolve("home"));
        cli = new Cli(home);
    }

    private Path sessions(String agent) throws IOException {
        return Files.createDirectories(home.resolve(".openclaw/agents").resolve(agent).resolve("sessions"));
    }

    private Set<String> codes(String store) throws IOException {
        Files.writeString(sessions("main").resolve("sessions.json"), store);
        return codes();
    }

    private Set<String> codes() {
        return new TreeSet<>(cli.runHere("preflight", "--openclaw", "--json").json().path("findings").findValuesAsText("code"));
    }

    @Test
    void a_sound_store_is_ready_and_nothing_is_changed() throws Exception {
        var folder = sessions("main");
        Files.writeString(folder.resolve("sessions.json"), "{\"agent:main:main\": {\"sessionId\": \"s1\", \"updatedAt\": 1}, \"agent:main:x\": {\"sessionId\": \"s2\", \"sessionFile\": \"" + folder + "/s2.jsonl\"}}");
        for (var name : List.of("s1.jsonl", "s2.jsonl", "s2-topic-1.jsonl", "s3.jsonl.deleted.2026-01-02T03-04-05.678Z")) Files.writeString(folder.resolve(name), "{}\n");
        var before = Tree.snapshot(home);
        var result = cli.run("preflight", "--openclaw");
        assertEquals(0, result.code(), result::toString);
        assertTrue(result.out().contains("nothing stands in the way"), result::toString);
        assertEquals(before, Tree.snapshot(home));
        assertEquals(0, new Cli(Files.createDirectory(temp.resolve("empty"))).runHere("preflight", "--openclaw").code());
        assertEquals(2, cli.runHere("preflight").code());
    }

    @Test
    void forms_that_readers_do_not_take_are_told_apart() throws Exception {
        assertEquals(Set.of("openclaw-json5"), codes("{// mine\n 'a': {sessionId: 's',},}"));
        assertEquals(Set.of("openclaw-byte-order-mark"), codes("\uFEFF{}"));
        assertEquals(Set.of("openclaw-not-an-object"), codes("[{}]"));
        assertEquals(Set.of("openclaw-broken"), codes("{\"a\": {\"sess"));
        assertEquals(Set.of(), codes(""));
        Files.write(sessions("main").resolve("sessions.json"), "{}".getBytes(StandardCharsets.UTF_16));
        assertEquals(Set.of("openclaw-broken"), codes());
        Files.delete(sessions("main").resolve("sessions.json"));
        Files.createDirectory(sessions("main").resolve("sessions.json"));
        assertEquals(Set.of("openclaw-not-a-file"), codes());
    }

    @Test
    void entries_that_do_not_come_in_are_told_with_a_reason_and_without_a_person() throws Exception {
        var folder = sessions("main");
        Files.writeString(folder.resolve("lost.jsonl"), "{}\n");
        Files.writeString(folder.resolve("moved.jsonl"), "{}\n");
        var store = "{\"agent:main:whatsapp:direct:15550100123\": 5, \"arr\": [1], \"none\": {}, \"unsafe\": {\"sessionId\": \"../x\"}, \"gone\": {\"sessionId\": \"gone\"}, "
            + "\"moved\": {\"sessionId\": \"m\", \"sessionFile\": \"/old/home/moved.jsonl\"}, \"Room\": {\"sessionId\": \"lost2\", \"updatedAt\": 1}, \"room\": {\"sessionId\": \"lost3\", \"updatedAt\": 2}, \" \": {\"sessionId\": \"b\"}, "
            + "\"prompt\": {\"sessionId\": \"moved\", \"skillsSnapshot\": {\"promptRef\": {\"hash\": \"0123456789abcdef0123\"}}}}";
        assertEquals(new TreeSet<>(Set.of("openclaw-entry-no-object", "openclaw-entry-without-session", "openclaw-session-id-unsafe", "openclaw-transcript-missing", "openclaw-path-stale", "openclaw-keys-merge", "openclaw-key-blank",
            "openclaw-prompt-missing", "openclaw-transcript-unindexed")), codes(store));
        var result = cli.runHere("preflight", "--openclaw");
        assertEquals(1, result.code(), result::toString);
        assertFalse(result.toString().contains("15550100123"), result::toString);
        assertTrue(result.out().contains("direct:•••••••••23"), result::toString);
        assertTrue(result.out().contains("how to mend it: relocate-transcripts <old home> <new home> corrects the paths"), result::toString);
        assertEquals(1, cli.runHere("preflight", "--openclaw", "--store", folder.toString()).code());
        assertEquals(6, cli.runHere("preflight", "--openclaw", "--store", "/gone/sessions.json").code());
    }

    @Test
    void what_was_upgraded_already_and_what_no_release_reads_are_told() throws Exception {
        GoldenOpenclaw.make(Repo.root().resolve("tests/golden/openclaw/015"), "before", sessions("main"));
        assertTrue(codes().contains("openclaw-directory-store"));
        Files.writeString(sessions("work").resolve("sessions.json"), "[");
        Files.createDirectories(home.resolve(".openclaw/agents/work/agent"));
        Files.writeString(home.resolve(".openclaw/agents/work/agent/openclaw-agent.sqlite"), "");
        assertTrue(codes().contains("openclaw-superseded"));
        assertFalse(codes().contains("openclaw-broken"));
        Files.writeString(sessions("main").resolve("sessions.json.lock"), "{\"pid\": " + ProcessHandle.current().pid() + "}");
        assertTrue(codes().contains("openclaw-gateway-runs"));
    }
}
