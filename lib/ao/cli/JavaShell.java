package ao.cli;

import ao.model.AoException;
import ao.read.Failures;
import ao.read.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import jdk.jshell.tool.JavaShellToolBuilder;

/** JShell with the library loaded and the stores at hand. It keeps no settings and no history. */
public final class JavaShell {
    private JavaShell() { }

    /**
     * Runs it to its end.
     *
     * @param scripts run one after the other, and then it ends; without any it reads standard input
     * @return the exit code of the shell
     */
    public static int run(Optional<Path> home, List<Path> scripts, boolean terminal) {
        Path start = null;
        try {
            start = startup();
            var words = new ArrayList<>(List.of("--class-path", System.getProperty("java.class.path"), "--startup", "DEFAULT", "--startup", start.toString()));
            if (!terminal || !scripts.isEmpty()) words.add("-s");
            home.ifPresent(h -> words.add("-R-Dao.shell.home=" + h.toAbsolutePath().normalize()));
            words.addAll(List.of("-R-XX:TieredStopAtLevel=1", "-R-Dsun.jnu.encoding=" + System.getProperty("sun.jnu.encoding"), "-R-Dfile.encoding=UTF-8"));
            scripts.forEach(s -> words.add(s.toString()));
            // Without a terminal nobody is to be prompted.
            if (!terminal && scripts.isEmpty()) words.add("-");
            var shell = JavaShellToolBuilder.builder().persistence(new HashMap<>());
            if (!scripts.isEmpty()) shell.in(InputStream.nullInputStream(), null);
            return shell.start(words.toArray(String[]::new));
        } catch (Exception e) {
            throw new AoException.Unreadable("shell-failed", "JShell does not start: " + (e instanceof IOException io ? Failures.sentence(io) : e.toString()), "it comes with a JDK, not with a JRE");
        } finally {
            remove(start);
        }
    }

    /** JShell reads what it begins with from a file only. */
    private static Path startup() throws IOException {
        try (var in = JavaShell.class.getResourceAsStream("/res/shell.jsh")) {
            var file = Files.createTempFile("ao-shell-", ".jsh", OwnerOnly.file());
            Files.write(file, in.readAllBytes());
            return file;
        }
    }

    private static void remove(Path file) {
        try {
            if (file != null) Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
