package ao.model;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a legacy record says about where its agent runs.
 *
 * @param id          the handle's id, a tmux session name for the tmux runtime
 * @param runtimeName {@code tmux}, {@code process} or another plugin's name
 * @param pid         process id of a process handle
 * @param createdAt   epoch milliseconds at which the handle was made
 */
public record RuntimeHandle(Optional<String> id, Optional<String> runtimeName, OptionalLong pid,
                            OptionalLong createdAt) {

    /** A session has two of them, which are compared; what a record has by itself is slow until the best compiler has seen it. */
    @Override public boolean equals(Object other) {
        return other instanceof RuntimeHandle handle && id.equals(handle.id) && runtimeName.equals(handle.runtimeName) && pid.equals(handle.pid) && createdAt.equals(handle.createdAt);
    }

    @Override public int hashCode() {
        return id.hashCode();
    }
}
