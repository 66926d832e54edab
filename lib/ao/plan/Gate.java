package ao.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What must hold when a plan is applied. Asked before it starts, and again where a gate says so. */
public sealed interface Gate {

    /** No daemon runs; asked again inside the transaction and before its commit (D23). */
    record DaemonStopped(Path database, Path runFile, boolean assumeStopped) implements Gate { }

    /**
     * The database still has the schema that the plan was made for (D35).
     *
     * @param stamp size and times of its files then: as long as they are the same, so are its rows
     */
    record Schema(Path database, long version, String stamp) implements Gate { }

    /**
     * No session of these projects of a legacy store runs (D23, D40).
     *
     * @param allowLive     whether the store may be live, because it is only read
     * @param assumeStopped whether what cannot be told counts as stopped
     * @param moves         whether the plan moves what sessions work in
     * @param ignoreTmux    whether what tmux says, or cannot say, does not count
     */
    record LegacyStopped(Path root, Optional<Path> home, List<String> projects, boolean allowLive, boolean assumeStopped,
                         boolean moves, boolean ignoreTmux) implements Gate { }

    /**
     * Claude Code runs in none of these directories, nor below them.
     *
     * @param claude        its folder
     * @param assumeStopped whether what cannot be told counts as stopped
     */
    record ClaudeStopped(Path claude, List<String> directories, boolean assumeStopped) implements Gate { }

    /**
     * No gateway of OpenClaw runs that cannot be kept out by the locks of stores; the locks are held while the plan is applied.
     *
     * @param stores        the store files
     * @param state         OpenClaw's own folder
     * @param assumeStopped whether what cannot be told counts as stopped
     */
    record OpenclawStopped(List<Path> stores, Path state, boolean assumeStopped) implements Gate { }

    /**
     * Nobody has written in a file or a folder that the plan was made of, and of which it does not say what is in it: its
     * rows and converted records would be those of an earlier state.
     *
     * @param stamp names, sizes and times of what was in it before it was read
     */
    record Unchanged(Path place, String stamp, Use use) implements Gate {
        /** What the plan does with the place, and so what of it matters for how long. */
        public enum Use {
            /** It is only read, record by record: what is added later does not matter. */
            READ,
            /** It is read as a whole, and may be written once it was found as it was. */
            WRITTEN,
            /** What is in it goes, and nothing is put there: whatever is new would go along, also when a run is resumed. */
            MOVED
        }
    }

    /** We are the owner of a place (D36). */
    record Owner(Path place) implements Gate { }
}
