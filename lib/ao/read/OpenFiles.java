package ao.read;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Which files running programs have open, as far as the kernel tells us. */
public final class OpenFiles {
    private static final Path PROCESSES = Path.of("/proc");

    private OpenFiles() { }

    /** Those of the files that a program has open; nothing where the system does not tell. Programs of other users tell only root. */
    public static Optional<Set<Path>> among(Collection<Path> files) {
        if (!Files.isDirectory(PROCESSES.resolve("self").resolve("fd"))) return Optional.empty();
        var real = new java.util.HashMap<Path, Path>();
        for (var file : files) real.put(PhysicalPath.of(file), file);
        var open = new HashSet<Path>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (var process : processes) look(process.resolve("fd"), real, open);
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(open);
    }

    private static void look(Path handles, java.util.Map<Path, Path> wanted, Set<Path> open) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(handles)) {
            for (var handle : all) {
                var file = target(handle);
                if (file.isPresent() && wanted.containsKey(file.get())) open.add(wanted.get(file.get()));
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // It ended meanwhile, or is somebody else's.
        }
    }

    private static Optional<Path> target(Path handle) {
        try {
            return Optional.of(Files.readSymbolicLink(handle));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
