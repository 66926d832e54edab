package ao.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which directories are called what now. Of two that fit the deeper one counts, and each path is renamed once.
 *
 * @param renamings by their old names, absolute and clean
 */
public record Relocation(List<Renaming> renamings) {
    /** One directory's old and new name. */
    public record Renaming(String from, String to) { }

    public Relocation {
        renamings = renamings.stream().sorted(Comparator.comparingInt((Renaming r) -> r.from().length()).reversed().thenComparing(Renaming::from)).toList();
    }

    /** The way back. */
    public Relocation reversed() {
        return new Relocation(renamings.stream().map(r -> new Renaming(r.to(), r.from())).toList());
    }

    /** The new name of a directory that was moved, or of something in one; nothing for everything else. */
    public Optional<String> moved(String path) {
        for (var renaming : renamings) {
            if (path.equals(renaming.from())) return Optional.of(renaming.to());
            if (path.startsWith(renaming.from()) && (renaming.from().equals("/") || path.charAt(renaming.from().length()) == '/')) {
                return Optional.of(path.contains("/../") || path.endsWith("/..") ? path : renaming.to() + path.substring(renaming.from().length())).filter(now -> !now.equals(path));
            }
        }
        return Optional.empty();
    }
}
