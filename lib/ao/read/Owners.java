package ao.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who owns files, and who we are. */
public final class Owners {
    private Owners() { }

    /** The owner's user id; nothing where the file system has none, or when the path is not there. */
    public static Optional<Integer> of(Path path) {
        try {
            return Optional.of((Integer) Files.getAttribute(path, "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The owner's name, for a message. */
    public static String name(Path path) {
        try {
            return Files.getOwner(path).getName();
        } catch (IOException | UnsupportedOperationException e) {
            return "another user";
        }
    }

    /** The effective user id of this process; nothing where it cannot be told. */
    public static Optional<Integer> self() {
        return of(Path.of("/proc/self")).or(() -> Programs.ask(List.of("id", "-u")).filter(Programs.Answer::ok)
            .map(a -> Integer.parseInt(a.out().strip())));
    }
}
