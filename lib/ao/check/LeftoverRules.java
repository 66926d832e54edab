package ao.check;

import ao.model.Finding;
import ao.model.Severity;
import ao.model.StoreTraces;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What lies around in a store: locks, temporary files, interrupted work, and what belongs to nobody. */
public final class LeftoverRules {
    /** After that the legacy software takes a lock for left behind (session-manager sheet, 1.5). */
    private static final Duration STALE = Duration.ofSeconds(30);
    private static final Duration SPAWNING = Duration.ofMinutes(10);
    private static final Duration LEFT = Duration.ofMinutes(1);

    private final Instant now;
    private final Commands commands;
    private final Consumer<Finding> findings;

    public LeftoverRules(Instant now, Commands commands, Consumer<Finding> findings) {
        this.now = now;
        this.commands = commands;
        this.findings = findings;
    }

    /** Gives a finding on, or another one where the age of its file says more. */
    public void file(Finding finding, Optional<Instant> modified) {
        var age = modified.map(m -> Duration.between(m, now)).orElse(Duration.ZERO);
        if (finding.code().equals("lock-file") && age.compareTo(STALE) > 0) {
            say(finding, "lock-stale", "a lock that whoever took it has left behind: the first write that meets it fails or breaks it", "none, or one younger than 30 s", Age.words(age) + " old");
        } else if (finding.code().equals("temp-file") && age.compareTo(LEFT) > 0) {
            say(finding, "temp-left", "a temporary file that whoever wrote it has left behind; it may hold a newer state than the record", "none", Age.words(age) + " old");
        } else if (finding.code().equals("session-empty-file") && modified.isPresent() && !age.isNegative() && age.compareTo(SPAWNING) < 0) {
            // A spawn reserves the id first (trap T-22).
            findings.accept(Finding.of(finding.code(), Severity.INFO, finding.subject(), "the record is empty, and new: a session may be starting just now").expecting("a record", Age.words(age) + " old"));
        } else {
            findings.accept(finding.code().equals("session-empty-file") && modified.isPresent() && !age.isNegative() ? finding.expecting("a record", "nothing, " + Age.words(age) + " old") : finding);
        }
    }

    private void say(Finding about, String code, String message, String expected, String found) {
        findings.accept(Finding.of(code, Severity.WARNING, about.subject(), message).expecting(expected, found));
    }

    /** Looks at a whole store. */
    public void store(StoreTraces traces) {
        var migrate = commands.line("migrate-storage", List.of("--root", traces.root().toString()));
        traces.marker().ifPresent(marker -> {
            var finding = Finding.at("migration-interrupted", Severity.WARNING, marker.path(), "a migration by the original software was interrupted")
                .expecting("none", (marker.regular() ? "its mark" : "something else in the place of its mark") + (traces.hashed().isEmpty() ? marker.unread() ? ", and a hashed folder that is not read" : ", and no hashed folder that is left to move" : ", and hashed folders: " + traces.hashed().size()));
            // What is no mark of the original's is nobody's to remove.
            findings.accept(marker.regular() && !marker.unread() || !traces.hashed().isEmpty() ? finding.fixedBy(migrate) : finding);
        });
        if (!traces.hashed().isEmpty() && !traces.projects().isEmpty()) {
            findings.accept(Finding.at("layouts-mixed", Severity.WARNING, traces.hashed().get(0), "hashed folders lie beside the project layout: the legacy software of today does not see their sessions")
                .expecting("one layout", traces.hashed().size() + " hashed and " + traces.projects().size() + " project folders").fixedBy(migrate));
        }
        registry(traces);
        for (var twins : traces.twins()) {
            for (var id : twins) {
                findings.accept(Finding.at("projects-differ-in-case", Severity.WARNING, traces.root(), "its id differs from another project's only in letter case: on some file systems they are one folder")
                    .about("project", id).expecting("ids that differ otherwise", String.join(", ", twins)));
            }
        }
        traces.credentials().forEach((project, names) -> findings.accept(Finding.at("credential-in-plain-sight", Severity.WARNING, traces.registry().orElse(traces.root()),
            (project.isEmpty() ? "the registry holds" : "its settings hold") + " what looks like credentials").about(project.isEmpty() ? "store" : "project", project.isEmpty() ? "registry" : project)
            .expecting("none", "in " + String.join(", ", names))));
        traces.misplaced().forEach(file -> misplaced(file, ""));
        traces.left().forEach(this::registryLeft);
    }

    private void registry(StoreTraces traces) {
        if (traces.registry().isEmpty()) {
            if (!traces.unregistered().isEmpty()) {
                findings.accept(Finding.at("registry-missing", Severity.WARNING, traces.root().resolve("config.yaml"), "there is no registry: no project of this store is known to anybody")
                    .expecting("config.yaml", traces.unregistered().size() + " folders of projects"));
            }
            return;
        }
        for (var folder : traces.unregistered()) {
            findings.accept(Finding.at("project-unregistered", Severity.WARNING, folder, "no registry names this project").about("project", folder.getFileName().toString())
                .expecting("an entry in " + traces.registry().get(), "none"));
        }
        for (var id : traces.withoutFolder()) {
            findings.accept(Finding.at("project-without-folder", Severity.WARNING, traces.registry().get(), "the registry names a folder of it, and that is not there").about("project", id).expecting("a folder of project " + id, "none"));
        }
    }

    private void registryLeft(StoreTraces.Left left) {
        boolean lock = left.file().getFileName().toString().endsWith(".lock");
        if (age(left).compareTo(lock ? STALE : LEFT) <= 0) return;
        findings.accept(Finding.at(lock ? "registry-lock-stale" : "registry-temp-left", Severity.WARNING, left.file(), lock ? "a lock of the registry that whoever took it has left behind"
            : "a temporary file of the registry that whoever wrote it has left behind; it may hold a newer state").expecting("none", Age.words(age(left)) + " old"));
    }

    private Duration age(StoreTraces.Left left) {
        return left.written().map(at -> Duration.between(at, now)).orElse(Duration.ZERO);
    }

    /** @param project in whose folder it lies; empty where that is none */
    private void misplaced(Path file, String project) {
        findings.accept(Finding.at("session-misplaced", Severity.WARNING, file, "a record lies where nobody reads it").ofProject(project).expecting("in sessions/ of its project, as <id>.json", file.toString()));
    }

    /** Looks at a project's folder. */
    public void folder(StoreTraces.Folder folder) {
        folder.misplaced().forEach(file -> misplaced(file, folder.project()));
        folder.left().stream().filter(left -> age(left).compareTo(LEFT) > 0).forEach(left -> findings.accept(Finding.at("prompt-temp-left", Severity.WARNING, left.file(), "a temporary file of a prompt that whoever wrote it has left behind")
            .ofProject(folder.project()).expecting("none", Age.words(age(left)) + " old")));
        folder.prompts().forEach((config, prompt) -> findings.accept(Finding.at("prompt-missing", Severity.WARNING, config, "the prompt file that this names is gone")
            .ofProject(folder.project()).expecting(prompt.toString(), "nothing")));
    }

    /** The project in whose folder of worktrees one lies; empty where that is the folder of all. */
    private static String project(Path worktree) {
        var above = worktree.getParent();
        if (above.endsWith("orchestrator") || above.endsWith("worktrees")) above = above.getParent();
        var name = above.getFileName() == null ? "" : above.getFileName().toString();
        return name.startsWith(".") ? "" : name;
    }

    /** Looks at worktrees that no session claims, and at those that git still knows and that are gone. */
    public void worktrees(List<Path> unclaimed, List<Path> dangling) {
        for (var folder : unclaimed) {
            findings.accept(Finding.at("worktree-without-session", Severity.WARNING, folder, "no session works in this worktree; nothing ever cleans it up").ofProject(project(folder)).expecting("a session that names it", "none"));
        }
        if (dangling.isEmpty()) return;
        findings.accept(Finding.at("worktree-dangling", Severity.INFO, dangling.get(0), "worktrees are gone, and git still knows them: their branches cannot be checked out elsewhere")
            .expecting("none", dangling.stream().limit(5).map(Path::toString).collect(Collectors.joining(", ")) + (dangling.size() > 5 ? " and " + (dangling.size() - 5) + " more" : "")));
    }
}
