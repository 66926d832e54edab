package ao.cli;

import ao.model.Unsaved;
import ao.read.Git;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks git about many worktrees at once: each question is a process, which mostly waits. */
final class GitQuestions {
    private static final int AT_ONCE = 8;

    private final boolean asked;

    GitQuestions(boolean asked) {
        this.asked = asked;
    }

    /** What only these worktrees hold; nothing of any when git is not to be asked. */
    Map<Path, Unsaved> unsaved(List<Path> folders) {
        if (!asked || folders.isEmpty()) return Map.of();
        var answers = new ConcurrentHashMap<Path, Unsaved>();
        var pool = Executors.newFixedThreadPool(Math.min(AT_ONCE, folders.size()));
        try {
            var asking = folders.stream().<Future<?>>map(f -> pool.submit(() -> answers.put(f, Git.unsaved(f)))).toList();
            for (var one : asking) one.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
        return answers;
    }
}
