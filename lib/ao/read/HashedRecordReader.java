package ao.read;

import ao.model.Finding;
import ao.model.Fingerprint.FileContent;
import ao.model.Severity;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Reads records of the hashed layout as they are: whatever is no record is known as that, with a finding. */
public final class HashedRecordReader {
    /** Larger files are not looked into. */
    private static final long LARGEST = 64L << 20;

    private final Path file;
    private final String id;
    private final List<Finding> findings = new ArrayList<>(0);

    private HashedRecordReader(Path file, String id) {
        this.file = file;
        this.id = id;
    }

    /**
     * Reads a regular file.
     *
     * @throws IOException when it is not there any more
     */
    public static HashedRecord read(Path file, String id) throws IOException {
        return new HashedRecordReader(file, id).read();
    }

    private HashedRecord read() throws IOException {
        var at = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        FileContent content;
        HashedRecord.Body body;
        try {
            if (at.size() > LARGEST) {
                content = Hashes.content(file);
                body = opaque("session-too-large", Severity.WARNING, "the record of " + at.size() + " bytes is not looked into; it is carried along as it is");
            } else {
                var bytes = Files.readAllBytes(file);
                content = Hashes.content(bytes);
                body = body(bytes);
            }
        } catch (java.nio.file.AccessDeniedException e) {
            content = new FileContent("", at.size());
            note("session-unreadable", Severity.ERROR, "the record cannot be read: " + Failures.sentence(e));
            body = new HashedRecord.Unreadable();
        }
        return new HashedRecord(file, content, at.lastModifiedTime().toInstant(), FileMode.of(file), body, findings);
    }

    private HashedRecord.Body body(byte[] bytes) {
        var text = JavaScript.trim(new String(bytes, StandardCharsets.UTF_8));
        if (text.isEmpty()) {
            return opaque("session-empty-file", Severity.ERROR, bytes.length == 0
                ? "the record is empty: its id is reserved, and nothing was ever written (or a crash emptied it)" : "the record holds only blanks");
        }
        if (text.charAt(0) == '{' || text.charAt(0) == '[' || text.equals("null")) return json(text, bytes);
        if (text.indexOf('\uFFFD') >= 0) note("session-not-utf8", Severity.WARNING, "the record holds bytes that are not UTF-8; they become U+FFFD");
        var converted = KeyValueConversion.convert(text);
        if (converted.record().isEmpty() && converted.leftOut().isEmpty()) {
            return opaque("session-corrupt", Severity.ERROR, "the record is neither JSON nor key=value text");
        }
        if (file.getFileName().toString().endsWith(".json")) note("session-key-value-in-json", Severity.WARNING, "the record is key=value text in a .json file");
        return new HashedRecord.KeyValue(converted.record(), converted.leftOut());
    }

    private HashedRecord.Body json(String text, byte[] bytes) {
        try {
            JsonNode tree = Json.tree(text);
            if (tree instanceof ObjectNode object) return new HashedRecord.Json(object, bytes);
            note("session-not-object", Severity.ERROR, "the record is JSON, but not an object");
            return new HashedRecord.Opaque(java.util.Optional.of(tree));
        } catch (JsonProcessingException e) {
            return opaque("session-corrupt", Severity.ERROR, "the record is not JSON, at " + Json.place(e));
        }
    }

    private HashedRecord.Body opaque(String code, Severity severity, String message) {
        note(code, severity, message);
        return new HashedRecord.Opaque(java.util.Optional.empty());
    }

    private void note(String code, Severity severity, String message) {
        findings.add(Finding.at(code, severity, file, message).about("session", id));
    }
}
