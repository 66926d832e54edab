package ao.report;

import ao.check.HarnessRules;
import ao.model.Finding;
import ao.model.Harness;
import ao.model.Status;
import ao.read.Hashes;
import ao.read.Json;
import ao.report.StoreView.SessionView;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What others may be shown of stores: versions, counts, codes and times. Only what is listed here gets in; names of
 * projects, sessions and branches become hashes, and no path, prompt, message or address is in it.
 */
public final class Bundle {
    private static final int LETTERS = 10;
    private static final Set<String> WORDS = Set.of("worker", "orchestrator", "unknown", "active", "waiting_input", "blocked", "exited");

    private static final int SALT = 32;

    /** Of each bundle its own, and kept nowhere: nobody can look up a guessed name. */
    private final String salt;

    public Bundle() {
        var random = new byte[SALT];
        new SecureRandom().nextBytes(random);
        salt = HexFormat.of().formatHex(random);
    }

    /** Reads the stores and writes the archive. */
    public List<Inspected> write(List<StoreView> stores, InspectFilter filter, ObjectNode versions, OutputStream out) throws IOException {
        try (var zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            text(zip, "README.txt", "What ao inspect found, without names, paths, prompts and messages. Read it before you send it.\n"
                + "versions.json: programs; stores.json: kinds and counts; sessions.jsonl and findings.jsonl: a line each.\n");
            text(zip, "versions.json", versions.toPrettyString() + "\n");
            zip.putNextEntry(new ZipEntry("sessions.jsonl"));
            var findings = new java.io.ByteArrayOutputStream();
            List<Inspected> all;
            try (var lines = lines(zip); var found = lines(findings)) {
                all = stores.stream().map(store -> Inspected.of(store, filter, 0, s -> Streaming.write(() -> lines.write(session(store, s))), f -> Streaming.write(() -> found.write(finding(f))))).toList();
            }
            zip.closeEntry();
            text(zip, "findings.jsonl", findings.toString(StandardCharsets.UTF_8));
            var list = Json.MAPPER.createArrayNode();
            all.forEach(one -> list.add(store(one)));
            text(zip, "stores.json", list.toPrettyString() + "\n");
            return all;
        }
    }

    private static SequenceWriter lines(OutputStream out) throws IOException {
        return Json.MAPPER.writer().withRootValueSeparator("\n").without(com.fasterxml.jackson.core.JsonGenerator.Feature.AUTO_CLOSE_TARGET).writeValues(out);
    }

    private static void text(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private String hash(String name) {
        return name.isEmpty() ? "" : Hashes.of(salt + name).substring(0, LETTERS);
    }

    /** Words that a system writes itself; whatever else stands in their place may be anything. */
    private static String word(String word) {
        boolean known = Status.of(word).isPresent() || WORDS.contains(word) || Harness.LEGACY.contains(word) || HarnessRules.names().contains(word);
        return known || word.isEmpty() ? word : "other";
    }

    private ObjectNode session(StoreView store, SessionView s) {
        return Json.MAPPER.createObjectNode().put("store", store.kind()).put("project", hash(s.project())).put("session", hash(s.id())).put("kind", word(s.kind())).put("status", word(s.status()))
            .put("over", s.over()).put("agent", word(s.agent())).put("changedAt", s.changed().toString()).put("resume", s.resume().kind().words()).put("pullRequests", s.pullRequests().size())
            .put("hasWorktree", !s.worktree().isEmpty()).put("hasBranch", !s.branch().isEmpty());
    }

    private ObjectNode finding(Finding f) {
        return Json.MAPPER.createObjectNode().put("code", f.code()).put("severity", f.severity().word()).put("category", f.category().words()).put("kind", f.subject().kind())
            .put("project", hash(f.subject().project())).put("subject", hash(f.subject().id()));
    }

    private ObjectNode store(Inspected one) {
        var node = Json.MAPPER.createObjectNode().put("kind", one.store().kind()).put("projects", one.store().projects().size()).put("sessions", one.sessions()).put("living", one.living());
        node.put("schema", one.store().facts().getOrDefault("schema", "")).put("unreadableRecords", one.store().facts().getOrDefault("unreadable records", ""));
        var codes = node.putObject("findings");
        for (var group : one.findings().inOrder()) codes.put(group.code(), group.count());
        return node;
    }
}
