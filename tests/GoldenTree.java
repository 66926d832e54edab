package tests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** Makes the tree of a recorded case below a folder: names and contents hold the folder's own path. */
final class GoldenTree {
    private final Path source;
    private final Path root;

    private GoldenTree(Path source, Path root) {
        this.source = source;
        this.root = root;
    }

    /** Makes a tree of a case, {@code before} for example. */
    static void make(Path caseFolder, String tree, Path root) throws IOException {
        var golden = new GoldenTree(caseFolder, root);
        Files.createDirectories(root);
        for (var entry : Golden.JSON.readTree(caseFolder.resolve("manifest.json").toFile()).path(tree)) golden.entry(tree, entry);
        var times = Golden.JSON.readTree(caseFolder.resolve("mtimes.json").toFile()).path(tree).fields();
        while (times.hasNext()) {
            var time = times.next();
            // Written during the recorded run: any time will do.
            if (time.getValue().asText().equals("new")) continue;
            var at = FileTime.from(Instant.parse(time.getValue().asText()));
            Files.getFileAttributeView(golden.path(time.getKey()), BasicFileAttributeView.class, java.nio.file.LinkOption.NOFOLLOW_LINKS).setTimes(at, null, null);
        }
    }

    private Path path(String name) {
        return root.resolve(fill(name, root));
    }

    /** The text with this root instead of the placeholders. */
    static String fill(String text, Path root) {
        return text.replace("@ROOTENC@", root.toString().replace('/', '-')).replace("@ROOT@", root.toString());
    }

    private void entry(String tree, JsonNode entry) throws IOException {
        var path = path(entry.get("path").textValue());
        Files.createDirectories(path.getParent());
        switch (entry.get("type").textValue()) {
            case "dir" -> Files.createDirectories(path);
            case "link" -> Files.createSymbolicLink(path, Path.of(fill(entry.get("target").textValue(), root)));
            default -> Files.write(path, filled(bytes(tree, entry)));
        }
    }

    private byte[] bytes(String tree, JsonNode entry) throws IOException {
        if (entry.has("text")) return entry.get("text").textValue().getBytes(StandardCharsets.UTF_8);
        if (entry.has("b64")) return entry.get("b64").binaryValue();
        return Files.readAllBytes(source.resolve(tree).resolve(entry.get("path").textValue()));
    }

    private byte[] filled(byte[] bytes) {
        // The placeholders and the root are ASCII, and everything else comes out as it went in.
        return fill(new String(bytes, StandardCharsets.ISO_8859_1), root).getBytes(StandardCharsets.ISO_8859_1);
    }
}
