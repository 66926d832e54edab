package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.model.Secrets;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever a credential stands in a store, no report shows it; what it is called is shown. */
class SecretsTest {
    private static final String TOKEN = "ghp_abcdefghijklmnop";
    private static final String TIME = "'2026-05-01 10:00:00 +0000 UTC'";

    @TempDir
    Path temp;

    /** What every report of a home says, of a session of it in particular. */
    private String reports(LegacyHome home, String session) throws Exception {
        var all = new StringBuilder();
        for (var words : List.of("", "-v", "--json", "--format tsv", "--format jsonl", "--only session-corrupt --format tsv", "--incident", "--incident --json", "--session " + session, "--session " + session + " --json")) {
            var line = new ArrayList<>(List.of("inspect", "--fail-on", "never"));
            if (!words.isEmpty()) line.addAll(List.of(words.split(" ")));
            var result = home.cli().runHere(line.toArray(String[]::new));
            assertEquals(0, result.code(), result::toString);
            all.append(result);
        }
        var page = temp.resolve("page.html");
        home.cli().runHere("inspect", "--html", page.toString());
        return all.append(Files.readString(page)).toString();
    }

    private static void hides(String reports, String... values) {
        for (var value : values) {
            int at = reports.indexOf(value);
            assertTrue(at < 0, () -> value + " is shown: …" + reports.substring(Math.max(0, at - 300), Math.min(reports.length(), at + 100)));
        }
    }

    private static void shows(String reports, String... names) {
        for (var name : names) assertTrue(reports.contains(name), () -> name + " is not shown: " + reports);
    }

    @Test
    void below_a_name_that_speaks_nothing_of_a_record_is_shown() throws Exception {
        var home = LegacyHome.shop(temp);
        var record = home.worker("shop-2").put("apiKey", 998877665544L).put("payload", "{\"env\":{\"OTHER_PW_X\":\"ENVVAL2\"},\"kept\":\"plain\"}");
        record.putObject("env").put("DATABASE_PW_X", "ENVVAL1").put("SWITCH", true).putArray("MANY").add("ENVVAL3");
        record.putObject("token").put("value", "TOKVAL2");
        record.putArray("env_list").add("PLACE=ENVVAL4");
        home.session("shop", "shop-2", record);
        var reports = reports(home, "shop-2");
        hides(reports, "ENVVAL", "TOKVAL2", "998877665544", "\"SWITCH\" : true");
        shows(reports, "DATABASE_PW_X", "OTHER_PW_X", "SWITCH", "apiKey", "plain");
    }

    @Test
    void what_a_record_says_anywhere_is_shown_without_credentials() throws Exception {
        var home = LegacyHome.shop(temp);
        var record = home.worker("shop-2").put("pr", "https://example.com/acme/shop/pull/3?access_token=PRV3&tab=files").put("claudeSessionUuid", TOKEN).put("createdAt", TOKEN);
        record.putObject("runtimeHandle").put("id", "x").put("runtimeName", TOKEN);
        ((ObjectNode) record.at("/lifecycle/session")).put("terminatedAt", TOKEN);
        home.session("shop", "shop-2", record);
        new Database(home.root().resolve("activity-events.db")).execute(
            "CREATE TABLE activity_events (id INTEGER PRIMARY KEY, ts_epoch INTEGER, ts TEXT, project_id TEXT, session_id TEXT, source TEXT, type TEXT, summary TEXT)",
            "INSERT INTO activity_events VALUES (1, 1, 'then', 'shop', 'shop-2', 'test', 'session.spawned', 'started with FOO=" + TOKEN + " in it')");
        var reports = reports(home, "shop-2");
        hides(reports, TOKEN, "PRV3");
        shows(reports, "https://example.com/acme/shop/pull/3?access_token=", "&tab=files", "started with FOO=(not shown) in it", "claude-code has no conversation");
    }

    /** Invented, and put together here lest whoever looks for credentials in sources finds some. */
    private static final List<String> OF_SERVICES = List.of("sk" + "-proj-Ab3_dE5fGh-Ij7kLmN_oP9qRs-Tu1vWxYz2a-Bc4dEfG", "sk" + "-a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6", "sk" + "_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
        "rk" + "_test_" + "4eC39HqLyjWDarjtT1zdp7dc", "SG" + ".ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf09kqeF8tAmbihYzrnopKc", "dop" + "_v1_" + "0123456789abcdef0123456789abcdef", "ya29" + ".a0AfH6SMBx-1234567890abcdef",
        "AKIA" + "IOSFODNN7EXAMPLE", "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl");

    @Test
    void credentials_of_services_are_known_by_how_they_begin() {
        for (var credential : OF_SERVICES) {
            assertEquals("use " + Secrets.HIDDEN + " here", Secrets.masked("use " + credential + " here"));
            assertTrue(Secrets.mayBeIn(("{\"prompt\":\"use " + credential + " here\"}").getBytes(StandardCharsets.UTF_8)), credential);
        }
        for (var line : List.of("curl -u bob:hunter2x https://example.com", "curl -ubob:hunter2x x", "curl --user bob:hunter2x x", "curl --user=bob:hunter2x x", "curl -u 'bob:hunter2x' x")) {
            var shown = Secrets.masked(line);
            assertTrue(shown.contains("bob:" + Secrets.HIDDEN) && !shown.contains("hunter2x"), shown);
        }
    }

    @Test
    void a_text_of_nothing_but_beginnings_takes_no_longer_than_others() {
        var text = "sk-a-hf_a_".repeat(40_000);
        assertEquals(text, org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(java.time.Duration.ofSeconds(20), () -> Secrets.masked(text)));
    }

    /** Below a value of the wrong kind stands what its names hide elsewhere. */
    @Test
    void a_finding_about_a_lifecycle_shows_nothing_of_what_stands_below() throws Exception {
        var home = LegacyHome.shop(temp);
        var record = home.worker("shop-2");
        ((ObjectNode) record.path("lifecycle")).putObject("pr").put("state", "none").put("reason", "not_created");
        ((ObjectNode) record.path("lifecycle")).putObject("runtime").putObject("handle").put("id", 5).putObject("data").putObject("env").put("MY_PIN", "PINVAL1");
        home.session("shop", "shop-2", record);
        var reports = reports(home, "shop-2");
        hides(reports, "PINVAL1");
        shows(reports, "runtime.handle=an object");
    }

    @Test
    void passwords_with_signs_in_them_and_addresses_that_became_paths_are_hidden_whole() {
        assertEquals("postgres://(not shown)@db/x", Secrets.masked("postgres://root:p@SECRET@db/x"));
        assertEquals("/w/https:/(not shown)@github.com/a", Secrets.masked("/w/https:/bob:SECRET@github.com/a"));
        assertEquals("/w/a:/b/c@d", Secrets.masked("/w/a:/b/c@d"));
    }

    @Test
    void a_word_that_is_no_json_is_not_quoted() throws Exception {
        var home = LegacyHome.shop(temp);
        home.session("shop", "shop-9.json", "{\"project\":\"shop\",\"password\": hunter2Sesame}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        hides(home.cli().runHere("inspect", "--json", "--fail-on", "never").out(), "hunter2Sesame");
    }

    /** Control and direction-changing characters mean the same to every reader of JSON when they are escaped. */
    @Test
    void json_on_a_terminal_does_nothing_but_show_itself() throws Exception {
        var home = LegacyHome.shop(temp);
        home.session("shop", "shop-2", home.worker("shop-2").put("branch", "feat/\u009b31m\u202etxt\u007f – ü"));
        for (var words : List.of(List.of("inspect", "--json"), List.of("inspect", "--format", "jsonl"))) {
            var out = home.cli().runHere(java.util.stream.Stream.concat(words.stream(), java.util.stream.Stream.of("--fail-on", "never")).toArray(String[]::new)).out();
            assertTrue(out.toLowerCase(java.util.Locale.ROOT).contains("feat/\\u009b31m\\u202etxt\\u007f – ü"), out);
        }
    }

    /** Sessions have the prefix of their project in their names, and branches and worktrees have those. */
    @Test
    void names_that_begin_like_credentials_are_shown() throws Exception {
        for (var name : List.of("sk-orchestrator", "/w/sk-learn-port-1/src", "session/sk-12345678901", "sk-proj-frontend-2", "ASIA-pacific-rollout", "AKIA-import", "SG.controller.ts", "eyJohnson-feature",
            "docker run -u 1000:1000 image", "git push -u origin main", "re-use: yes")) assertEquals(name, Secrets.masked(name));
        var home = LegacyHome.shop(temp);
        var worktree = Files.createDirectory(temp.resolve("sk-learn-port-1")).toString();
        home.session("shop", "shop-2", home.worker("shop-2").put("branch", "session/sk-learn-port-1").put("worktree", worktree));
        var reports = reports(home, "shop-2");
        hides(reports, Secrets.HIDDEN, "credential-in-plain-sight");
        shows(reports, worktree, "session/sk-learn-port-1");
    }

    @Test
    void what_a_row_and_its_history_say_is_shown_without_credentials() throws Exception {
        var home = new LegacyHome(temp);
        home.daemons().execute(
            "INSERT INTO projects (id, path, registered_at) VALUES ('shop', '" + home.path + "', " + TIME + ")",
            "INSERT INTO sessions (id, project_id, num, harness, activity_state, activity_last_at, branch, workspace_path, created_at, updated_at, prompt) VALUES ('shop-1', 'shop', 1, 'codex', 'active', "
                + TIME + ", 'fix/" + TOKEN + "', '', " + TIME + ", " + TIME + ", 'log in with \"password\": \"VAL7abc\" and --token VAL8abcdef, then fix the tests')",
            "INSERT INTO change_log (project_id, session_id, event_type, payload, created_at) VALUES ('shop', 'shop-1', 'session_updated', '{\"branch\":\"" + TOKEN
                + "\",\"env\":{\"DATABASE_PW_X\":\"ENVVAL1\"}}', " + TIME + ")");
        var reports = reports(home, "shop-1");
        hides(reports, TOKEN, "VAL7abc", "VAL8abcdef", "ENVVAL1");
        shows(reports, "DATABASE_PW_X", "then fix the tests", "fix/(not shown)");
    }

    @Test
    void what_is_imported_is_told_without_credentials_and_imported_with_them() throws Exception {
        var home = LegacyHome.shop(temp);
        var prompt = "push with " + TOKEN + " please";
        home.session("shop", "shop-2", home.worker("shop-2").put("userPrompt", prompt).put("displayName", TOKEN));
        home.daemons();
        var told = new StringBuilder();
        for (var how : List.of("--dry-run", "--rehearse")) told.append(home.cli().runHere("import", how, "--sessions", "all", "--json")).append(home.cli().runHere("import", how, "--sessions", "all", "-v"));
        var run = Answer.of(home.imports("--sessions", "all"), 0);
        told.append(run).append(home.cli().runHere("runs", "show", run.path("run").asText(), "--diff")).append(home.cli().runHere("runs", "show", run.path("run").asText(), "--json"));
        hides(told.toString(), TOKEN);
        shows(told.toString(), "push with (not shown) please");
        assertTrue(home.database().contents().toString().contains(prompt));
    }
}
