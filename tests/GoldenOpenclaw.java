package tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the tree of a recorded OpenClaw case: its manifest tells modes, empty folders and links. */
final class GoldenOpenclaw {
    private GoldenOpenclaw() { }

    static void make(Path caseFolder, String tree, Path root) throws IOException {
        Files.createDirectories(root);
        var manifest = Golden.JSON.readTree(caseFolder.resolve("result.json").toFile()).path("manifest").path(tree);
        for (var entry : manifest) {
            var path = root.resolve(entry.get("path").textValue());
            Files.createDirectories(path.getParent());
            // The files of 64 MiB are described only.
            if (entry.path("omitted").booleanValue()) continue;
            switch (entry.get("type").textValue()) {
                case "dir", "directory" -> Files.createDirectories(path);
                case "link", "symlink" -> Files.createSymbolicLink(path, Path.of(entry.get("target").textValue()));
                default -> Files.copy(caseFolder.resolve(tree).resolve(entry.get("path").textValue()), path);
            }
        }
        for (var entry : manifest) {
            var path = root.resolve(entry.get("path").textValue());
            if (entry.has("mode") && !entry.path("omitted").booleanValue() && !Files.isSymbolicLink(path)) Files.setPosixFilePermissions(path, ao.read.FileMode.permissions(Integer.parseInt(entry.get("mode").asText(), 8)));
        }
    }
}
