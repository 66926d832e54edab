package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code relocate-transcripts} where things are not as they should be: nothing is lost, and a second run has nothing left to do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class RelocateOddTest {
    @TempDir Path temp;

    private Path home;
    private Path a;
    private Path b;
    private Cli cli;

    @BeforeEach
    void places() throws IOException {
        home = Files.createDirectories(temp.toRealPath().resolve("home"));
        a = home.resolve("a");
        b = Files.createDirectories(home.resolve("b"));
        cli = new Cli(home);
    }

    private Path transcript(Path directory, int n, String... more) throws IOException {
        var file = bucket(directory).resolve("%08d-1111-4222-8333-444444444444.jsonl".formatted(n));
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "{\"cwd\":\"" + directory + "\"}\n" + String.join("", more));
    }

    private Path bucket(Path directory) {
        return RelocateTest.bucket(home, directory);
    }

    private Path file(String name, String text) throws IOException {
        return new Tree(home).file(name, text).path(name);
    }

    private Cli.Result run(int code, Path from, Path to, String... more) {
        var words = new ArrayList<>(List.of("relocate-transcripts", from.toString(), to.toString(), "--yes", "--json"));
        words.addAll(List.of(more));
        var result = cli.runHere(words.toArray(String[]::new));
        assertEquals(code, result.code(), result::toString);
        return result;
    }

    private void rests(Path from, Path to, String... more) {
        var words = new ArrayList<>(List.of("relocate-transcripts", from.toString(), to.toString(), "--check"));
        words.addAll(List.of(more));
        var again = cli.runHere(words.toArray(String[]::new));
        assertEquals(0, again.code(), again::toString);
    }

    @Test
    void gits_pointers_are_mended_once_whether_the_names_lead_through_links_or_not() throws Exception {
        for (var through : List.of("new", "both")) {
            var work = Files.createDirectories(home.resolve("work-" + through));
            var shop = Files.createDirectory(work.resolve("shop"));
            HashedHome.git(shop, "init", "-q");
            HashedHome.git(shop, "-c", "user.name=a", "-c", "user.email=a@example", "commit", "-q", "--allow-empty", "-m", "first");
            HashedHome.git(shop, "worktree", "add", "-q", shop.resolve(".wt/in").toString(), "-b", "in");
            var place = Files.createDirectories(work.resolve("new"));
            Files.move(shop, place.resolve("shop"));
            var to = Files.createSymbolicLink(work.resolve("alias"), place).resolve("shop");
            var from = through.equals("both") ? Files.createSymbolicLink(home.resolve("link"), work).resolve("shop") : shop;
            run(0, from, to);
            assertFalse(HashedHome.said(to, "worktree", "list", "--porcelain").contains("prunable"));
            assertTrue(HashedHome.said(to.resolve(".wt/in"), "status", "--porcelain").startsWith("0\n"));
            rests(from, to);
        }
    }

    @Test
    void an_old_directory_that_is_still_there_is_told_unless_a_link_leads_to_the_new_one() throws Exception {
        var from = Files.createDirectories(home.resolve("was"));
        var to = Files.createDirectories(home.resolve("is"));
        transcript(from, 1);
        var code = "old-directory-still-there";
        assertEquals(0, Answer.findings(run(0, from, to, "--copy").json(), code).size());
        assertEquals(from.toString(), Answer.findings(run(0, from, to).json(), code).get(0).at("/subject/path").asText());
        Files.delete(from);
        Files.createSymbolicLink(from, to);
        assertEquals(0, Answer.findings(run(0, from, to).json(), code).size());
    }

    @Test
    void a_folder_that_still_holds_another_history_goes_first() throws Exception {
        var p = home.resolve("p");
        var now = Files.createDirectories(home.resolve("p-x/x")).getParent();
        for (var directory : List.of(p, p.resolve("x"))) {
            transcript(directory, directory.equals(p) ? 1 : 2);
            Files.createDirectories(bucket(directory).resolve("memory"));
            Files.writeString(bucket(directory).resolve("memory/MEMORY.md"), directory.toString());
        }
        var before = Tree.snapshot(home.resolve(".claude"));
        var refused = run(3, p, now);
        assertEquals("history-in-the-way", refused.json().at("/error/code").asText());
        assertEquals(before, Tree.snapshot(home.resolve(".claude")));
        assertTrue(refused.json().at("/error/hint").asText().endsWith("relocate-transcripts " + p + "/x " + now + "/x"), refused::toString);
        run(0, p.resolve("x"), now.resolve("x"));
        run(0, p, now);
        assertEquals(p.toString(), Files.readString(bucket(now).resolve("memory/MEMORY.md")));
        assertEquals(p + "/x", Files.readString(bucket(now.resolve("x")).resolve("memory/MEMORY.md")));
        rests(p, now);
    }

    @Test
    void what_cannot_go_back_keeps_its_new_place() throws Exception {
        var old = transcript(a, 1);
        var id = run(0, a, b).run();
        transcript(a, 1, "{\"x\":\"another\"}\n");
        var back = cli.runHere("rollback", id, "--yes");
        assertEquals(5, back.code(), back::toString);
        assertTrue(Files.exists(bucket(b).resolve(old.getFileName())), "the conversation is gone");
    }

    @Test
    void records_of_lines_are_told_apart_by_bytes() throws Exception {
        file(".agent-orchestrator/config.yaml", "projects:\n  foo:\n    path: /z\n");
        var record = home.resolve(".agent-orchestrator/projects/foo/sessions/foo-1.json");
        Files.createDirectories(record.getParent());
        var start = "summary=caf\u00e9 \u00ff\u2028worktree=".getBytes(StandardCharsets.ISO_8859_1);
        var text = new String(start, StandardCharsets.ISO_8859_1) + "x\nworktree=" + a + "/w\nbranch=x\n";
        Files.write(record, text.getBytes(StandardCharsets.ISO_8859_1));
        run(0, a, b);
        assertEquals(text.replace("\nworktree=" + a, "\nworktree=" + b), Files.readString(record, StandardCharsets.ISO_8859_1));
        rests(a, b);
    }

    @Test
    void settings_of_two_old_names_become_one_and_then_rest() throws Exception {
        Files.createDirectories(home.resolve("real/q"));
        Files.createSymbolicLink(home.resolve("link"), home.resolve("real"));
        var settings = file(".claude.json", "{\"projects\":{\"" + home + "/real/p\":{\"a\":1},\"" + home + "/link/p\":{\"b\":2}}}");
        run(0, home.resolve("link/p"), home.resolve("real/q"));
        var text = Files.readString(settings);
        assertEquals(text.indexOf("real/q\""), text.lastIndexOf("real/q\""), text);
        assertEquals("{\"a\":1,\"b\":2}", Golden.JSON.readTree(text).at("/projects/" + (home + "/real/q").replace("~", "~0").replace("/", "~1")).toString());
        rests(home.resolve("link/p"), home.resolve("real/q"));
        Files.writeString(settings, "{\"projects\":{\"" + a + "\":{\"hasTrustDialogAccepted\":true},\"" + b + "\":{\"hasTrustDialogAccepted\":true}}}");
        rests(a, b);
    }

    @Test
    void a_registry_whose_paths_serve_others_is_left_alone() throws Exception {
        var text = "x: &p hello\nprojects:\n  foo:\n    path: &p " + a + "\n    name: x\n  bar:\n    path: '" + a + "/x'\nother: *p\n";
        var registry = file(".agent-orchestrator/config.yaml", text);
        var result = run(5, a, b);
        assertTrue(result.out().contains("registry-not-editable"), result::toString);
        assertEquals(text.replace(a + "/x", b + "/x"), Files.readString(registry));
    }

    @Test
    void an_index_tells_what_is_there() throws Exception {
        transcript(a, 1);
        var index = "{\"version\": 1, \"entries\": [{\"sessionId\": \"00000001-1111-4222-8333-444444444444\", \"fullPath\": \"" + bucket(a) + "/x.jsonl\", \"projectPath\": \"" + a + "\"}, {\"sessionId\": \"9\", \"n\": 1.50}]}";
        Files.writeString(bucket(a).resolve("sessions-index.json"), index);
        run(0, a, b, "--keep-cwd");
        assertTrue(Files.readString(bucket(b).resolve("sessions-index.json")).contains("\"fullPath\": \"" + bucket(b) + "/x.jsonl\", \"projectPath\": \"" + b + "\""));
        rests(a, b, "--keep-cwd");
        run(0, a, b);
        rests(a, b);
    }

    @Test
    void an_index_that_others_keep_forgets_what_has_left() throws Exception {
        transcript(home.resolve("s/a.b"), 1);
        transcript(home.resolve("s/a-b"), 2);
        var index = bucket(home.resolve("s/a.b")).resolve("sessions-index.json");
        Files.writeString(index, "{\"entries\": [{\"sessionId\": \"00000001-1111-4222-8333-444444444444\"}, {\"sessionId\": \"00000002-1111-4222-8333-444444444444\"}]}");
        run(0, home.resolve("s/a.b"), b);
        assertEquals(List.of("00000002-1111-4222-8333-444444444444"), Golden.JSON.readTree(index.toFile()).findValuesAsText("sessionId"));
    }

    @Test
    void helpers_and_what_lies_beside_go_with_their_folder() throws Exception {
        transcript(a, 1);
        Files.writeString(bucket(a).resolve("agent-x.jsonl"), "{\"cwd\":\"" + home + "/elsewhere\"}\n");
        new Tree(bucket(a)).file("memory/M", "m");
        run(0, a, b);
        assertTrue(Files.exists(bucket(b).resolve("memory/M")) && Files.exists(bucket(b).resolve("agent-x.jsonl")) && !Files.exists(bucket(a)));
        // Old transcripts were deleted, and what lay beside one still tells.
        var c = home.resolve("c");
        new Tree(bucket(c)).file("00000007-1111-4222-8333-444444444444/subagents/agent-1.jsonl", "{\"cwd\":\"" + c + "\"}\n").file("memory/M", "c");
        Files.createDirectories(home.resolve("d"));
        run(0, c, home.resolve("d"));
        assertTrue(Files.exists(bucket(home.resolve("d")).resolve("memory/M")));
    }

    @Test
    void bytes_that_are_no_text_stay() throws Exception {
        var old = transcript(a, 1);
        Files.write(old, ("{\"x\":\"bad\u00ff\",\"cwd\":\"" + a + "\"}\r\n{\"cwd\":\"" + a + "/\u00e9\"}\n").getBytes(StandardCharsets.ISO_8859_1));
        run(0, a, b);
        assertEquals("{\"x\":\"bad\u00ff\",\"cwd\":\"" + b + "\"}", Files.readString(bucket(b).resolve(old.getFileName()), StandardCharsets.ISO_8859_1).lines().findFirst().orElseThrow());
        rests(a, b);
    }

    @Test
    void a_damaged_rollout_does_not_keep_the_rest() throws Exception {
        transcript(a, 1);
        var packed = RelocateTest.rollout(home, a, 11);
        var bytes = new java.io.ByteArrayOutputStream();
        try (var out = new com.github.luben.zstd.ZstdOutputStream(bytes)) {
            var random = new byte[400_000];
            new java.util.Random(1).nextBytes(random);
            out.write(Files.readAllBytes(packed));
            out.write(java.util.Base64.getEncoder().encode(random));
        }
        Files.delete(packed);
        Files.write(packed.resolveSibling(packed.getFileName() + ".zst"), java.util.Arrays.copyOf(bytes.toByteArray(), bytes.size() - 100_000));
        var result = run(5, a, b);
        assertTrue(result.out().contains("the rollout cannot be read whole"), result::toString);
        assertTrue(Files.exists(bucket(b)));
    }

    @Test
    void directories_that_cannot_be_meant_are_told() throws Exception {
        Files.createDirectories(home.resolve("a/in"));
        Files.createSymbolicLink(home.resolve("l"), home.resolve("a/in"));
        for (var to : List.of(home.resolve("l"), Path.of("/"), home.resolve("gone"))) run(2, a, to);
        var odd = cli.runHere("relocate-transcripts", "--batch", Files.writeString(temp.resolve("odd"), "/a\0b\t" + b + "\n").toString(), "--yes");
        assertEquals(2, odd.code(), odd::toString);
        for (var cwd : List.of("/gone/..", "/gone/\\u0000x", "/gone/\\ud800", "/gone/../b", "gone")) {
            Files.createDirectories(bucket(home.resolve("odd")));
            Files.writeString(bucket(home.resolve("odd")).resolve("00000009-1111-4222-8333-444444444444.jsonl"), "{\"cwd\":\"" + cwd + "\"}\n");
            assertEquals(0, cli.runHere("relocate-transcripts", "--find").code(), cwd);
            run(0, Path.of("/gone"), b);
        }
    }

    @Test
    void git_is_led_only_away_from_what_is_gone() throws Exception {
        var repository = home.resolve("src");
        HashedHome.git(Files.createDirectories(repository), "init", "-q", "-b", "main");
        HashedHome.git(repository, "-c", "user.name=a", "-c", "user.email=a@example", "commit", "-q", "--allow-empty", "-m", "first");
        HashedHome.git(home, "clone", "-q", "--bare", repository.toString(), "old.git");
        HashedHome.git(home.resolve("old.git"), "worktree", "add", "-q", "-b", "x", home.resolve("wt").toString());
        Files.move(home.resolve("old.git"), home.resolve("new.git"));
        run(0, home.resolve("old.git"), home.resolve("new.git"));
        assertEquals(0, Shell.run(home, Map.of(), "git -C " + home + "/wt status").code());
        // The old one was only copied.
        assertEquals(0, Shell.run(home, Map.of(), "cp -r " + home + "/new.git " + home + "/copy.git").code());
        run(0, home.resolve("new.git"), home.resolve("copy.git"));
        assertTrue(Files.readString(home.resolve("wt/.git")).contains("/new.git/"));
    }

    @Test
    void a_copy_made_again_and_history_that_is_there_twice_come_to_rest() throws Exception {
        var old = transcript(a, 1);
        run(0, a, b, "--copy");
        Files.writeString(old, "{\"x\":1}\n", java.nio.file.StandardOpenOption.APPEND);
        run(5, a, b, "--copy");
        run(0, a, b, "--copy");
        try (var files = Files.list(bucket(b))) {
            assertEquals(1, files.filter(f -> f.getFileName().toString().contains(".conflict-")).count());
        }
        var c = home.resolve("c");
        Files.createDirectories(home.resolve("d"));
        var one = transcript(c, 3);
        Files.createDirectories(home.resolve(".claude/projects/-zzz"));
        Files.copy(one, home.resolve(".claude/projects/-zzz").resolve(one.getFileName()));
        run(0, c, home.resolve("d"));
        rests(c, home.resolve("d"));
    }

    @Test
    void what_stands_in_the_way_keeps_only_itself() throws Exception {
        var one = transcript(a, 1);
        new Tree(bucket(a)).file("00000001-1111-4222-8333-444444444444/x.txt", "x");
        Files.createDirectories(bucket(b));
        Files.writeString(bucket(b).resolve("00000001-1111-4222-8333-444444444444"), "a file");
        run(5, a, b);
        assertTrue(Files.exists(bucket(b).resolve(one.getFileName())));
        assertTrue(Files.exists(bucket(a).resolve("00000001-1111-4222-8333-444444444444/x.txt")));
        assertFalse(Files.exists(one));
    }
}
