package ao.read;

import ao.model.Liveness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which Claude Code processes run, and where: by its own list of them, and by the kernel's where that tells. */
public final class ClaudeProcesses {
    private static final Path PROCESSES = Path.of("/proc");

    private ClaudeProcesses() { }

    /** A running one. */
    private record Process(long pid, Optional<String> directory) { }

    /** Whether one runs in a directory that fits. */
    public static Liveness in(Path claude, Predicate<String> directory) {
        var all = all(claude);
        var there = all.stream().filter(p -> p.directory().filter(directory).isPresent()).findFirst();
        if (there.isPresent()) return new Liveness.Live("Claude Code runs in " + there.get().directory().get() + " (process " + there.get().pid() + ")");
        var unknown = all.stream().filter(p -> p.directory().isEmpty()).findFirst();
        return unknown.<Liveness>map(p -> new Liveness.Unknown("it cannot be told where Claude Code process " + p.pid() + " runs")).orElseGet(Liveness.Dead::new);
    }

    private static List<Process> all(Path claude) {
        var found = new ArrayList<Process>();
        listed(claude.resolve("sessions"), found);
        if (Files.isDirectory(PROCESSES.resolve("self"))) byKernel(found);
        else ProcessHandle.allProcesses().filter(p -> p.info().command().map(c -> isClaude(List.of(c.substring(c.lastIndexOf('/') + 1)))).orElse(false))
            .filter(p -> found.stream().noneMatch(f -> f.pid() == p.pid())).forEach(p -> found.add(new Process(p.pid(), Optional.empty())));
        return found;
    }

    /** Claude Code's own list: {@code sessions/<pid>.json}. */
    private static void listed(Path sessions, List<Process> found) {
        try (DirectoryStream<Path> files = Folders.open(sessions, "*.json")) {
            for (var file : files) {
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > 1 << 20) continue;
                Json.parse(Files.readString(file)).filter(n -> n.path("pid").canConvertToLong() && ProcessHandle.of(n.path("pid").longValue()).filter(ProcessHandle::isAlive).isPresent())
                    .ifPresent(n -> found.add(new Process(n.path("pid").longValue(), Optional.ofNullable(n.path("cwd").textValue()))));
            }
        } catch (IOException e) {
            // Older releases keep no list.
        }
    }

    private static void byKernel(List<Process> found) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (var process : processes) {
                var words = words(process.resolve("cmdline"));
                if (!isClaude(words)) continue;
                found.add(new Process(Long.parseLong(process.getFileName().toString()), directory(process.resolve("cwd"))));
            }
        } catch (IOException e) {
            // Then only what is listed is known.
        }
    }

    private static List<String> words(Path commandLine) {
        try {
            return List.of(new String(Files.readAllBytes(commandLine), StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The native program, or node with the package's script. */
    private static boolean isClaude(List<String> words) {
        if (words.isEmpty()) return false;
        var program = words.get(0).substring(words.get(0).lastIndexOf('/') + 1);
        if (program.equals("claude")) return true;
        return program.startsWith("node") && words.size() > 1 && (words.get(1).endsWith("/claude") || words.get(1).contains("/claude-code/"));
    }

    private static Optional<String> directory(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString().replaceFirst(" \\(deleted\\)$", ""));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
