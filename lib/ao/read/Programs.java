package ao.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks other programs questions: git and tmux. Never anything that changes what it looks at. */
final class Programs {
    private static final int PATIENCE_SECONDS = 20;

    private Programs() { }

    /** What a program answered. */
    record Answer(int exitCode, String out, String err) {
        boolean ok() {
            return exitCode == 0;
        }
    }

    /** Runs a program to its end; nothing when it is not installed. A program that hangs is ended, with code 124. */
    static Optional<Answer> ask(List<String> command) {
        var builder = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        var environment = builder.environment();
        environment.put("GIT_OPTIONAL_LOCKS", "0");
        environment.put("LC_ALL", "C");
        // A repository may name a program that git asks for changes; a reader starts nobody's programs.
        environment.putAll(Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "core.fsmonitor", "GIT_CONFIG_VALUE_0", "false"));
        environment.keySet().removeAll(List.of("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "TMUX"));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return Optional.empty();
        }
        var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        try {
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return Optional.of(new Answer(process.exitValue(), out.join(), err.join()));
            }
            process.destroyForcibly();
            return Optional.of(new Answer(124, "", "no answer within " + PATIENCE_SECONDS + " s"));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return Optional.of(new Answer(130, "", "interrupted"));
        }
    }

    private static String text(java.io.InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
