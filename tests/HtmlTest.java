package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of {@code inspect --html} in a real browser, and the archive of {@code --bundle}. */
class HtmlTest {
    private static final int SESSIONS = 10_000;
    private static final int DARK = 100;
    private static final int MILLIS = 2_000;

    @TempDir
    Path temp;

    private static Path browser() {
        var found = Stream.of(System.getenv("PATH").split(":")).flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome").map(name -> Path.of(folder, name)))
            .filter(Files::isExecutable).findFirst();
        assumeTrue(found.isPresent(), "there is no Chromium");
        return found.get();
    }

    private String browse(Path page, String... more) throws Exception {
        var command = new ArrayList<>(List.of(browser().toString(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--user-data-dir=" + Files.createTempDirectory(temp, "profile")));
        command.addAll(List.of(more));
        command.add(page.toUri().toString());
        var out = Files.createTempFile(temp, "out", "");
        var process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the browser does not end");
        return Files.readString(out);
    }

    /** Runs a script at the end of the page; it leaves what it found in {@code out}. */
    private JsonNode run(Path page, String script, String... more) throws Exception {
        var copy = Files.createTempFile(temp, "page", ".html");
        Files.writeString(copy, Files.readString(page).replace("</body>", "<pre id=\"out\"></pre><script>const put = o => document.getElementById('out').textContent = JSON.stringify(o);\n" + script + "</script></body>"));
        var words = new ArrayList<>(List.of("--dump-dom", "--virtual-time-budget=20000"));
        words.addAll(List.of(more));
        var out = Pattern.compile("<pre id=\"out\">(.*?)</pre>", Pattern.DOTALL).matcher(browse(copy, words.toArray(String[]::new)));
        assertTrue(out.find(), "the page did not load");
        return Golden.JSON.readTree(out.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"));
    }

    private Path page(LegacyHome home) {
        var page = temp.resolve("report.html");
        var result = home.cli().run("inspect", "--html", page.toString(), "--fail-on", "never");
        assertEquals(0, result.code(), result::toString);
        return page;
    }

    private static void ended(LegacyHome home, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            var record = home.worker("shop-" + i);
            record.put("branch", i % 100 == 0 ? "</script><b>bold</b>" : "feat/" + i);
            ((ObjectNode) record.path("lifecycle").path("session")).put("state", "terminated").put("reason", "runtime_lost")
                .put("terminatedAt", i < 6 ? "2026-11-01T03:00:0" + i + ".000Z" : "2026-10-01T03:00:00.000Z");
            home.session("shop", "shop-" + i, record);
        }
    }

    @Test
    void shows_everything_filters_sorts_and_copies() throws Exception {
        browser();
        var home = DoctorTest.sound(temp);
        ended(home, 2, 120);
        Tree.time(Files.write(home.sessions("shop").resolve("shop-500.json"), new byte[0]), java.time.Instant.now().minusSeconds(7200));
        var seen = run(page(home), """
            const rows = () => document.querySelectorAll('#rows tr').length;
            const result = {all: rows(), count: $('count').textContent, groups: document.querySelectorAll('#findings details').length, incidents: document.querySelectorAll('#incidents details').length,
              bold: document.querySelectorAll('b').length, stores: document.querySelectorAll('#stores .card').length,
              projects: [...document.querySelectorAll('#projects tr')].map(r => r.innerText.replaceAll('\t', ' ')).join('; '), totals: $('totals').textContent, next: document.querySelector('#next code').textContent,
              named: [...document.querySelectorAll('.copy button')].every(b => b.getAttribute('aria-label').startsWith('Copy: ')), regions: document.querySelectorAll('[role=region]').length};
            document.querySelector('#findings details').open = true; const more = document.querySelector('#rows details'); more.open = true;
            $('status').value = 'working'; $('status').dispatchEvent(new Event('change')); result.working = rows();
            $('status').value = ''; $('text').value = 'SHOP-77'; $('text').dispatchEvent(new Event('input'));
            setTimeout(() => { result.text = rows(); $('text').value = ''; $('text').dispatchEvent(new Event('input'));
              setTimeout(() => { const b = document.querySelectorAll('#heads button')[1]; b.focus(); b.click(); b.click(); result.first = document.querySelector('#rows tr td:nth-child(2)').textContent;
                result.sorted = b.parentNode.getAttribute('aria-sort'); result.focusable = [...document.querySelectorAll('button,input,select,summary')].every(e => e.tabIndex >= 0);
                result.facts = more.textContent; result.shown = document.querySelectorAll('#findings .finding').length; result.commands = document.querySelectorAll('.copy button').length; put(result); }, 300); }, 300);
            """);
        assertEquals(120, seen.path("all").asInt(), seen::toString);
        assertEquals("120 of 120", seen.path("count").asText());
        assertEquals(1, seen.path("stores").asInt());
        assertEquals(0, seen.path("bold").asInt(), "what a record says is no markup");
        assertEquals("shop 120 2 2 118 0 118 killed, 2 working", seen.path("projects").asText(), seen::toString);
        assertTrue(seen.path("totals").asText().matches("1 to fix now, .*\\d+ historical"), seen::toString);
        assertTrue(seen.path("next").asText().contains("explain session-empty-file") && seen.path("named").asBoolean() && seen.path("regions").asInt() == 2, seen::toString);
        assertEquals(2, seen.path("working").asInt(), seen::toString);
        assertEquals(1, seen.path("text").asInt(), seen::toString);
        assertEquals("shop-orchestrator", seen.path("first").asText());
        assertEquals("descending", seen.path("sorted").asText());
        for (var fact : List.of("record: ", "worktree: ", "created: ")) assertTrue(seen.path("facts").asText().contains(fact), seen::toString);
        assertTrue(seen.path("focusable").asBoolean() && seen.path("incidents").asInt() >= 1 && seen.path("groups").asInt() >= 1 && seen.path("shown").asInt() >= 1 && seen.path("commands").asInt() >= 2, seen::toString);
    }

    /** A file of a time that no script can read, a name that would turn the line around, and a log that nobody can read. */
    @Test
    void odd_facts_spoil_nothing_else() throws Exception {
        browser();
        var home = DoctorTest.sound(temp);
        ended(home, 2, 5);
        Files.setLastModifiedTime(home.sessions("shop").resolve("shop-2.json"), FileTime.from(Instant.ofEpochSecond(300_000_000_000L)));
        home.session("shop", "shop-3", home.worker("shop-3").put("branch", "a\u202Eb"));
        Files.writeString(home.root().resolve("activity-events.db"), "no database".repeat(100));
        var seen = run(page(home), "put({rows: document.querySelectorAll('#rows tr').length, text: document.body.innerText})");
        assertEquals(5, seen.path("rows").asInt(), seen::toString);
        for (var part : List.of("a\\u202eb", "Not looked into: ", "activity-events.db")) assertTrue(seen.path("text").asText().contains(part), () -> part + "\n" + seen);
    }

    @Test
    void is_usable_within_two_seconds_with_ten_thousand_sessions_on_a_phone_too() throws Exception {
        browser();
        var home = DoctorTest.sound(temp);
        ended(home, 2, SESSIONS);
        var page = page(home);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3 && best > MILLIS; i++) {
            var seen = run(page, "put({ready: performance.now(), rows: document.querySelectorAll('#rows tr').length, fits: document.documentElement.scrollWidth <= innerWidth, width: innerWidth})", "--window-size=500,900");
            assertEquals(200, seen.path("rows").asInt(), seen::toString);
            assertTrue(seen.path("fits").asBoolean(), "it is wider than the screen: " + seen);
            best = Math.min(best, seen.path("ready").asLong());
        }
        assertTrue(best <= MILLIS, "usable after " + best + " ms");
    }

    @Test
    void is_light_and_dark_as_the_system_is() throws Exception {
        browser();
        var page = page(DoctorTest.sound(temp));
        assertTrue(brightness(page, "--blink-settings=preferredColorScheme=1") > 255 - DARK);
        assertTrue(brightness(page, "--blink-settings=preferredColorScheme=0") < DARK);
    }

    private int brightness(Path page, String scheme) throws Exception {
        var shot = Files.createTempFile(temp, "shot", ".png");
        browse(page, scheme, "--window-size=800,600", "--screenshot=" + shot);
        return ImageIO.read(shot.toFile()).getRGB(5, 5) & 0xFF;
    }

    @Test
    void needs_no_network_and_is_not_written_over() throws IOException {
        var home = DoctorTest.sound(temp);
        var page = page(home);
        var text = Files.readString(page);
        assertFalse(Pattern.compile("(src|href)=|@import|url\\(", Pattern.CASE_INSENSITIVE).matcher(text.substring(0, text.indexOf("application/json"))).find(), "it loads something");
        var again = home.cli().run("inspect", "--html", page.toString());
        assertTrue(again.code() == 2 && again.err().contains("exists, and is not overwritten"), again::toString);
    }

    @Test
    void the_bundle_names_nobody() throws Exception {
        var home = DoctorTest.sound(temp);
        var empty = Files.write(home.sessions("shop").resolve("shop-500.json"), new byte[0]);
        Files.setLastModifiedTime(empty, FileTime.from(Instant.now().minus(Duration.ofHours(3))));
        var file = temp.resolve("bundle.zip");
        assertEquals(1, home.cli().run("inspect", "--bundle", file.toString()).code());
        try (var zip = new ZipFile(file.toFile())) {
            var all = new StringBuilder();
            for (var entry : java.util.Collections.list(zip.entries())) all.append(new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8)).append('\n');
            assertTrue(all.toString().contains("session-empty-file") && all.toString().contains("resumes natively"), all::toString);
            for (var name : List.of("shop", home.path.toString(), LegacyHome.WORK, "feat/one")) assertFalse(all.toString().contains(name), name + " in " + all);
        }
    }
}
