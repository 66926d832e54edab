package ao.read;

import ao.model.OpenclawVersion;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * OpenClaw as it is installed.
 *
 * @param place            the package's folder
 * @param readsDirectories whether it is a build that reads {@code sessions.d}; no release does
 */
public record OpenclawInstallation(Path place, OpenclawVersion version, boolean readsDirectories) {
    private static final int DEEPEST = 8;
    private static final long LARGEST_SCRIPT = 32L << 20;

    /** The one that the search path finds. */
    public static Optional<OpenclawInstallation> onPath(String searchPath) {
        for (var folder : searchPath.split(java.io.File.pathSeparator)) {
            if (folder.isEmpty()) continue;
            var program = Path.of(folder).resolve("openclaw");
            if (Files.isExecutable(program)) return of(program);
        }
        return Optional.empty();
    }

    /** The one that a program belongs to: of the folders above it the first with the package's description. */
    static Optional<OpenclawInstallation> of(Path program) {
        try {
            var folder = program.toRealPath().getParent();
            for (int i = 0; i < DEEPEST && folder != null; i++, folder = folder.getParent()) {
                var description = folder.resolve("package.json");
                if (!Files.isRegularFile(description)) continue;
                var node = Json.parse(Files.readString(description)).filter(n -> n.path("name").asText().equals("openclaw"));
                var version = node.flatMap(n -> OpenclawVersion.of(n.path("version").asText()));
                if (version.isPresent()) return Optional.of(new OpenclawInstallation(folder, version.get(), knowsDirectories(folder.resolve("dist"))));
            }
        } catch (IOException e) {
            // A program that leads nowhere tells nothing.
        }
        return Optional.empty();
    }

    /** Whoever reads the directory layout has the word by which its state is known. */
    private static boolean knowsDirectories(Path scripts) throws IOException {
        if (!Files.isDirectory(scripts)) return false;
        try (var files = Files.walk(scripts, 4)) {
            for (var file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".js") || f.toString().endsWith(".mjs"))::iterator) {
                if (Files.size(file) <= LARGEST_SCRIPT && contains(file, OpenclawDirectory.KIND)) return true;
            }
        }
        return false;
    }

    private static boolean contains(Path file, String word) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).contains(word);
        }
    }
}
