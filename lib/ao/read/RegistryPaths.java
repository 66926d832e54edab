package ao.read;

import ao.model.AoException;
import ao.model.Fingerprint.FileContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Changes the paths of projects in a registry, and nothing else in it: comments, order and spelling stay. */
public final class RegistryPaths {
    private static final String MARK = "\uFEFF";

    private RegistryPaths() { }

    /** A registry before and after. */
    public record Changed(Path file, FileContent before, byte[] after, List<String> projects, int mode, Instant modified) { }

    /** Projects whose paths stand in a way that cannot be changed without changing something else. */
    public static List<String> unchangeable(Path file, Function<String, Optional<String>> moved) {
        try {
            var text = text(Files.readAllBytes(file));
            var left = new ArrayList<String>();
            YamlMap.root(text).ifPresent(root -> entries(root, (id, path) -> moved.apply(path.getValue()).filter(now -> !isPlain(text, path)).ifPresent(now -> left.add(id))));
            return left;
        } catch (IOException e) {
            throw new AoException.Unreadable("file-unreadable", file + ": " + Failures.sentence(e), "");
        }
    }

    private static String text(byte[] bytes) {
        var all = new String(bytes, StandardCharsets.UTF_8);
        return all.startsWith(MARK) ? all.substring(MARK.length()) : all;
    }

    /** A scalar that stands there itself, by no other name and with nothing said of it. */
    private static boolean isPlain(String text, ScalarNode path) {
        if (path.getAnchor().isPresent()) return false;
        int start = text.offsetByCodePoints(0, path.getStartMark().orElseThrow().getIndex());
        int end = text.offsetByCodePoints(0, path.getEndMark().orElseThrow().getIndex());
        var stands = text.substring(start, end);
        return switch (path.getScalarStyle()) {
            case PLAIN -> stands.equals(path.getValue());
            case SINGLE_QUOTED -> stands.startsWith("'") && stands.endsWith("'");
            case DOUBLE_QUOTED -> stands.startsWith("\"") && stands.endsWith("\"");
            default -> false;
        };
    }

    private record Edit(int start, int end, String text) { }

    /**
     * The registry with other paths; nothing when none changes.
     *
     * @param moved the new path for one that was moved
     */
    public static Optional<Changed> moved(Path file, Function<String, Optional<String>> moved) {
        try {
            var bytes = Files.readAllBytes(file);
            var all = new String(bytes, StandardCharsets.UTF_8);
            var mark = all.startsWith(MARK) ? MARK : "";
            var text = all.substring(mark.length());
            var edits = new ArrayList<Edit>();
            var projects = new ArrayList<String>();
            YamlMap.root(text).ifPresent(root -> entries(root, (id, path) -> moved.apply(path.getValue()).filter(now -> isPlain(text, path)).ifPresent(now -> {
                int start = text.offsetByCodePoints(0, path.getStartMark().orElseThrow().getIndex());
                int end = text.offsetByCodePoints(0, path.getEndMark().orElseThrow().getIndex());
                edits.add(new Edit(start, end, quoted(now, path.getScalarStyle())));
                projects.add(id);
            })));
            if (edits.isEmpty()) return Optional.empty();
            var result = new StringBuilder(text);
            edits.stream().sorted(Comparator.comparingInt(Edit::start).reversed()).forEach(e -> result.replace(e.start(), e.end(), e.text()));
            check(file, text, result.toString(), path -> isPlain(text, path) ? moved.apply(path.getValue()) : Optional.empty());
            return Optional.of(new Changed(file, Hashes.content(bytes), (mark + result).getBytes(StandardCharsets.UTF_8), projects, FileMode.of(file), Files.getLastModifiedTime(file).toInstant()));
        } catch (IOException e) {
            throw new AoException.Unreadable("file-unreadable", file + ": " + Failures.sentence(e), "");
        }
    }

    private interface Visitor {
        void path(String project, ScalarNode path);
    }

    private static void entries(Node root, Visitor visitor) {
        member(root, "projects").filter(MappingNode.class::isInstance).ifPresent(projects -> ((MappingNode) projects).getValue().forEach(project -> {
            if (!(project.getKeyNode() instanceof ScalarNode id)) return;
            member(project.getValueNode(), "path").filter(ScalarNode.class::isInstance).map(ScalarNode.class::cast).ifPresent(path -> visitor.path(id.getValue(), path));
        }));
    }

    private static Optional<Node> member(Node node, String name) {
        if (!(node instanceof MappingNode map)) return Optional.empty();
        return map.getValue().stream().filter(t -> t.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)).map(t -> t.getValueNode()).findFirst();
    }

    private static String quoted(String path, ScalarStyle style) {
        if (style == ScalarStyle.PLAIN && path.matches("/[A-Za-z0-9_./-]*")) return path;
        if (style == ScalarStyle.SINGLE_QUOTED && path.chars().allMatch(c -> c >= ' ')) return "'" + path.replace("'", "''") + "'";
        return Json.MAPPER.getNodeFactory().textNode(path).toString();
    }

    /** Read again it says the new paths, and otherwise what it said. */
    private static void check(Path file, String before, String after, Function<ScalarNode, Optional<String>> moved) {
        var then = new ArrayList<String>();
        var now = new ArrayList<String>();
        YamlMap.root(before).ifPresent(root -> entries(root, (id, path) -> then.add(id + "\0" + moved.apply(path).orElse(path.getValue()))));
        YamlMap.root(after).ifPresent(root -> entries(root, (id, path) -> now.add(id + "\0" + path.getValue())));
        if (!then.equals(now)) throw new AoException.Unreadable("registry-not-editable", file + ": its paths cannot be changed without changing something else", "change them by hand");
    }
}
