package ao.read;

import ao.model.Liveness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which gateways of OpenClaw run: by their lock files, and by the kernel's list of processes (openclaw-store sheet, 6). */
public final class OpenclawGateways {
    private static final Path PROCESSES = Path.of("/proc");

    private OpenclawGateways() { }

    /** Whether a gateway of a state folder runs that cannot be kept out of its stores by their locks. */
    public static Liveness unstoppable(Path state) {
        return look(state, words -> !locksStores(words));
    }

    /** Whether any gateway of a state folder runs. */
    public static Liveness running(Path state) {
        return look(state, words -> true);
    }

    /** @param counts whether a gateway of this command line is looked for */
    private static Liveness look(Path state, Predicate<List<String>> counts) {
        var live = new ArrayList<String>();
        var unknown = new ArrayList<String>();
        byLockFiles(state, counts, live);
        if (Files.isDirectory(PROCESSES.resolve("self"))) byKernel(state, counts, live, unknown);
        else byHandles(unknown);
        if (!live.isEmpty()) return new Liveness.Live(live.get(0));
        return unknown.isEmpty() ? new Liveness.Dead() : new Liveness.Unknown(unknown.get(0));
    }

    private static void byLockFiles(Path state, Predicate<List<String>> counts, List<String> live) {
        var user = Owners.self().map(uid -> "openclaw-" + uid).orElse("openclaw");
        for (var folder : List.of(Path.of(System.getProperty("java.io.tmpdir")).resolve(user), state.resolve("tmp").resolve(user))) {
            try (DirectoryStream<Path> locks = Folders.open(folder, "gateway*.lock")) {
                for (var lock : locks) {
                    if (!Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS) || Files.size(lock) > 1 << 16) continue;
                    var node = Json.parse(Files.readString(lock)).orElse(Json.MAPPER.createObjectNode());
                    long pid = node.path("pid").asLong();
                    if (pid <= 0 || !OpenclawLockFile.isAlive(pid) || !isOf(node.path("stateDir").asText(node.path("configPath").asText("")), state)) continue;
                    if (counts.test(words(pid))) live.add("a gateway runs: process " + pid + " holds " + lock);
                }
            } catch (IOException e) {
                // Nobody has made the folder.
            }
        }
    }

    /** A lock that names no place may be anybody's. */
    private static boolean isOf(String place, Path state) {
        return place.isEmpty() || Path.of(place).startsWith(state) || PhysicalPath.of(Path.of(place)).startsWith(PhysicalPath.of(state));
    }

    private static void byKernel(Path state, Predicate<List<String>> counts, List<String> live, List<String> unknown) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (var process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                var words = words(pid);
                if (!isGateway(words) || !counts.test(words)) continue;
                var environment = environment(process);
                if (environment.isEmpty()) unknown.add("a gateway runs, process " + pid + ", and it cannot be told for which stores");
                else if (isOf(OpenclawPlaces.of(home(environment), environment).state().toString(), state)) live.add("a gateway runs: process " + pid);
            }
        } catch (IOException e) {
            unknown.add("the processes cannot be listed: " + Failures.sentence(e));
        }
    }

    private static Path home(Map<String, String> environment) {
        return Path.of(environment.getOrDefault("HOME", "/"));
    }

    private static void byHandles(List<String> unknown) {
        ProcessHandle.allProcesses().filter(p -> p.info().commandLine().map(line -> isGateway(List.of(line.split(" ")))).orElse(false))
            .findFirst().ifPresent(p -> unknown.add("a gateway runs, process " + p.pid() + ", and it cannot be told for which stores"));
    }

    private static List<String> words(long pid) {
        try {
            return List.of(new String(Files.readAllBytes(PROCESSES.resolve(Long.toString(pid)).resolve("cmdline")), StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** A process that has named itself so, or a program of the package with that word. */
    private static boolean isGateway(List<String> words) {
        if (words.isEmpty()) return false;
        if (words.get(0).startsWith("openclaw-gateway")) return true;
        return words.contains("gateway") && program(words).anyMatch(w -> w.endsWith("/openclaw") || w.equals("openclaw") || w.contains("/openclaw/") || w.endsWith("/openclaw.mjs"));
    }

    /** The words that may name the program: node stands before it, with options of its own, of which some have a value. */
    private static Stream<String> program(List<String> words) {
        return words.stream().takeWhile(w -> !w.equals("gateway")).filter(w -> !w.startsWith("-"));
    }

    /** Whether the program is of a version that writes stores under a lock. */
    private static boolean locksStores(List<String> words) {
        return program(words).skip(1).filter(w -> w.startsWith("/")).map(Path::of).flatMap(p -> OpenclawInstallation.of(p).stream())
            .findFirst().map(i -> i.version().locksStores() || i.readsDirectories()).orElse(false);
    }

    /** Nothing when it may not be read, which is so for processes of others. */
    private static Map<String, String> environment(Path process) {
        var all = new HashMap<String, String>();
        try {
            for (var pair : new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8).split("\0")) {
                int at = pair.indexOf('=');
                if (at > 0) all.put(pair.substring(0, at), pair.substring(at + 1));
            }
        } catch (IOException e) {
            return Map.of();
        }
        return all;
    }
}
