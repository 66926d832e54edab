package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.check.Incidents;
import ao.check.Incidents.End;
import ao.check.PullRequestId;
import ao.model.Secrets;
import ao.read.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that need no store. */
class CheckTest {
    private static final Instant START = Instant.parse("2026-11-01T03:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"https://github.com/acme/shop/pull/12/files", "https://github.com/acme/shop/pull/12?a=1", "https://github.com/acme/shop/pull/12#x", "https://github.com/Acme/Shop/pull/12"})
    void the_same_pull_request_has_one_identity(String address) {
        assertEquals(PullRequestId.of("https://github.com/acme/shop/pull/12"), PullRequestId.of(address));
    }

    @Test
    void different_pull_requests_have_different_identities() {
        var addresses = List.of("https://github.com/acme/shop/pull/12", "https://ghe.corp.example/acme/shop/pull/12", "https://github.com/acme/shop/pull/1", "https://gitlab.com/g/sub/shop/-/merge_requests/7",
            "https://gitlab.com/other/sub/shop/-/merge_requests/7", "https://code.example/x/9", "https://github.com/acme/pull/pull/3", "", "pull/3", "https:///pull/3");
        assertEquals(addresses.size(), addresses.stream().map(PullRequestId::of).distinct().count());
        assertNotEquals(PullRequestId.of("https://github.com/acme/shop/pull/12"), PullRequestId.of("https://github.com/acme/shop/pull/123"));
    }

    private static End end(String id, long millis) {
        return new End("store", "shop", id, START.plusMillis(millis), "record", "", false);
    }

    @Test
    void ends_that_come_together_are_a_burst_and_the_latest_comes_first() {
        var ends = new ArrayList<End>();
        for (int i = 0; i < 14; i++) ends.add(end("a" + i, i * 700L));
        for (int i = 0; i < 3; i++) ends.add(end("b" + i, 3_600_000L + i * 60_000L));
        ends.add(end("c", 9_000_000L));
        ends.add(end("d", 9_000_100L));
        java.util.Collections.shuffle(ends, new java.util.Random(7));
        var bursts = Incidents.find(Incidents.distinct(ends, Map.of()));
        assertEquals(List.of(3, 14), bursts.stream().map(b -> b.ends().size()).toList());
        assertEquals(Duration.ofMillis(700), bursts.get(1).cadence());
        assertEquals(START, bursts.get(1).from());
    }

    @Test
    void an_end_that_two_sources_tell_counts_once() {
        var ends = new ArrayList<End>();
        for (int i = 0; i < 2; i++) {
            ends.add(end("a" + i, i * 500L));
            ends.add(new End("store", "shop", "a" + i, START.plusMillis(i * 500L + 90_000), "session.killed", "", false));
        }
        assertEquals(List.of(), Incidents.find(Incidents.distinct(ends, Map.of())));
    }

    /** A poll tells first that the runtime is lost, and some polls later that the session is over (session-manager sheet, 4.1). */
    @Test
    void an_end_after_a_life_is_another_one_and_one_after_a_loss_is_not() {
        var lost = new End("store", "shop", "a", START, "runtime.lost_detected", "", true);
        assertEquals(List.of(lost), Incidents.distinct(List.of(lost, end("a", 660_000)), Map.of()));
        assertEquals(2, Incidents.distinct(List.of(end("a", 0), end("a", 660_000)), Map.of()).size(), "nothing ends twice but what has gone on");
        var lives = new java.util.TreeSet<>(List.of(START.plusSeconds(60)));
        assertEquals(2, Incidents.distinct(List.of(end("a", 0), end("a", 120_000)), Map.of(lost.key(), lives)).size());
        assertEquals(2, Incidents.distinct(List.of(lost, end("a", 120_000)), Map.of(lost.key(), lives)).size());
        var records = java.util.stream.Stream.of("one", "other").map(file -> new End("store", "shop", "a", START, "record", file, false)).toList();
        assertEquals(records, Incidents.distinct(records, Map.of()), "two records of one id are two sessions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ghp_abcdefghijklmnop", "push with ghp_abcdefghijklmnop please", "x:sk-abcdefghijklmnop", "hf_abcdefghijABCDEFGHIJ0123456789abcd", "first\nghp_abcdefghijklmnop", "– ghp_abcdefghijklmnop", "–ghp_abcdefghijklmnop", "https://me:secret@git.example/a", "-----BEGIN RSA PRIVATE KEY-----"})
    void what_looks_like_a_credential_is_seen_in_a_file_too(String text) {
        assertTrue(Secrets.isCredential("prompt", text));
        var quoted = Json.quoted(text);
        for (String before : List.of("{\"prompt\": \"", "{\"prompts\": \"")) {
            for (String value : List.of(quoted, quoted.replace("–", "\\u2013"))) {
                assertTrue(Secrets.mayBeIn((before + value + "\"}").getBytes(StandardCharsets.UTF_8)), "a file is passed over whose values would be told");
            }
        }
    }

    @Test
    void a_text_of_any_length_is_looked_through_at_once() {
        for (var part : List.of("-", "token", "--token", "?token", "a@", "l", "key-")) {
            var text = "https://x=" + part.repeat(300_000 / part.length()) + "token";
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Secrets.masked(text), part);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fix the login bug", "risk-free skipping of the sketch", "eye exams", "task-abcdefghijklmnop", "cd /srv/hf_models_v2/app && claude --resume x", "npm_config_cache", "https://github.com/acme/shop/pull/12"})
    void prose_is_none(String text) {
        assertTrue(!Secrets.isCredential("prompt", text));
    }
}
