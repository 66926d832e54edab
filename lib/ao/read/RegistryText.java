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
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Takes the storage keys of projects out of a registry's text, or puts them in, and leaves every other character as it
 * is: comments, order, spelling and line ends. What it makes is read again and compared before it is given away.
 */
public final class RegistryText {
    private static final String KEY = "storageKey";
    private static final String MARK = "\uFEFF";

    private final Path file;
    private final byte[] bytes;
    private final String mark;
    private final String text;
    private final MappingNode root;
    private final List<Edit> edits = new ArrayList<>();

    /** A stretch of the text and what stands there instead. */
    private record Edit(int start, int end, String text) { }

    /** A registry before and after a change of its storage keys, by project. */
    public record Changed(Path file, FileContent before, byte[] after, List<String> projects, int mode, Instant modified) { }

    private RegistryText(Path file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
        var all = new String(bytes, StandardCharsets.UTF_8);
        this.mark = all.startsWith(MARK) ? MARK : "";
        this.text = all.substring(mark.length());
        this.root = YamlMap.root(text).filter(MappingNode.class::isInstance).map(MappingNode.class::cast).orElse(null);
    }

    /**
     * The registry without the storage keys of some projects; nothing when they have none.
     *
     * @throws AoException.Unreadable when it cannot be read, or changed without changing something else
     */
    public static Optional<Changed> without(Path file, Predicate<String> projects) {
        var registry = open(file);
        var done = new ArrayList<String>();
        registry.entries((id, entry) -> {
            if (projects.test(id.getValue()) && registry.takeOut(id, entry)) done.add(id.getValue());
        });
        return registry.changed(done, new Rule(projects, Map.of()));
    }

    /**
     * The registry with these storage keys; nothing when it has them all. Projects that it does not name stay unknown.
     *
     * @throws AoException.Unreadable when it cannot be read, or changed without changing something else
     */
    public static Optional<Changed> with(Path file, Map<String, String> keys) {
        var registry = open(file);
        var done = new ArrayList<String>();
        registry.entries((id, entry) -> {
            var key = keys.get(id.getValue());
            if (key == null || registry.pair(entry).filter(p -> p.getValueNode() instanceof ScalarNode s && s.getValue().equals(key)).isPresent()) return;
            registry.putIn(id, entry, key);
            done.add(id.getValue());
        });
        return registry.changed(done, new Rule(id -> false, keys));
    }

    /** Whether a registry says what another one says, but for all storage keys; numbers may be spelled in other ways. */
    public static boolean isSameWithoutKeys(Path one, Path two) {
        try {
            return plain(one).equals(plain(two));
        } catch (IOException | org.snakeyaml.engine.v2.exceptions.YamlEngineException | StackOverflowError e) {
            return false;
        }
    }

    private static Object plain(Path file) throws IOException {
        var settings = org.snakeyaml.engine.v2.api.LoadSettings.builder().setSchema(new org.snakeyaml.engine.v2.schema.CoreSchema()).build();
        var loaded = new org.snakeyaml.engine.v2.api.Load(settings).loadFromString(Files.readString(file));
        if (loaded instanceof Map<?, ?> root && root.get("projects") instanceof Map<?, ?> projects) {
            projects.values().forEach(entry -> {
                if (entry instanceof Map<?, ?> settingsOf) settingsOf.remove(KEY);
            });
        }
        return comparable(loaded);
    }

    private static Object comparable(Object value) {
        if (value instanceof Map<?, ?> map) {
            var copy = new java.util.LinkedHashMap<>();
            map.forEach((k, v) -> copy.put(comparable(k), comparable(v)));
            return copy;
        }
        if (value instanceof List<?> list) return list.stream().map(RegistryText::comparable).toList();
        return value instanceof Number number ? (Object) number.doubleValue() : value == null ? "" : value;
    }

    private static RegistryText open(Path file) {
        try {
            return new RegistryText(file, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new AoException.Unreadable("file-unreadable", file + ": " + Failures.sentence(e), "");
        }
    }

    private interface EntryVisitor {
        void entry(ScalarNode id, MappingNode settings);
    }

    private void entries(EntryVisitor visitor) {
        if (root == null) return;
        for (var top : root.getValue()) {
            if (!isKey(top, "projects") || !(top.getValueNode() instanceof MappingNode projects)) continue;
            for (var project : projects.getValue()) {
                if (project.getKeyNode() instanceof ScalarNode id && project.getValueNode() instanceof MappingNode settings) visitor.entry(id, settings);
            }
        }
    }

    private static boolean isKey(NodeTuple tuple, String name) {
        return tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name);
    }

    private Optional<NodeTuple> pair(MappingNode entry) {
        return entry.getValue().stream().filter(t -> isKey(t, KEY)).findFirst();
    }

    private int at(Optional<Mark> mark) {
        return text.offsetByCodePoints(0, mark.orElseThrow().getIndex());
    }

    private boolean takeOut(ScalarNode id, MappingNode entry) {
        var pairs = entry.getValue().stream().filter(t -> isKey(t, KEY)).toList();
        for (var pair : pairs) {
            int start = at(pair.getKeyNode().getStartMark());
            int end = at(pair.getValueNode().getEndMark());
            if (entry.getFlowStyle() == FlowStyle.FLOW) takeOutOfLine(start, end);
            else takeOutLines(start, end);
        }
        if (!pairs.isEmpty() && pairs.size() == entry.getValue().size() && entry.getFlowStyle() != FlowStyle.FLOW) {
            int colon = text.indexOf(':', at(id.getEndMark()));
            edits.add(new Edit(colon + 1, colon + 1, " {}"));
        }
        return !pairs.isEmpty();
    }

    /** Of a line of its own only a comment stays. */
    private void takeOutLines(int start, int end) {
        int from = text.lastIndexOf('\n', start - 1) + 1;
        if (!text.substring(from, start).isBlank()) {
            edits.add(new Edit(start, end, ""));
            return;
        }
        if (end > from && text.charAt(end - 1) == '\n') {
            edits.add(new Edit(from, end, ""));
            return;
        }
        int line = text.indexOf('\n', end);
        int to = line < 0 ? text.length() : line + 1;
        var rest = text.substring(end, to);
        if (rest.isBlank()) edits.add(new Edit(from, to, ""));
        else edits.add(new Edit(start, end + rest.length() - rest.stripLeading().length(), ""));
    }

    private void takeOutOfLine(int start, int end) {
        int after = end;
        while (after < text.length() && Character.isWhitespace(text.charAt(after))) after++;
        if (after < text.length() && text.charAt(after) == ',') {
            after++;
            while (after < text.length() && text.charAt(after) == ' ') after++;
            edits.add(new Edit(start, after, ""));
            return;
        }
        int before = start;
        while (before > 0 && Character.isWhitespace(text.charAt(before - 1))) before--;
        edits.add(new Edit(before > 0 && text.charAt(before - 1) == ',' ? before - 1 : start, end, ""));
    }

    private void putIn(ScalarNode id, MappingNode entry, String key) {
        var pair = KEY + ": " + quoted(key);
        var there = pair(entry);
        if (there.isPresent()) {
            edits.add(new Edit(at(there.get().getValueNode().getStartMark()), at(there.get().getValueNode().getEndMark()), quoted(key)));
        } else if (entry.getFlowStyle() == FlowStyle.FLOW) {
            int open = text.indexOf('{', at(entry.getStartMark())) + 1;
            edits.add(new Edit(open, open, entry.getValue().isEmpty() ? pair : pair + ", "));
        } else {
            int first = at(entry.getValue().get(0).getKeyNode().getStartMark());
            int line = text.lastIndexOf('\n', first - 1) + 1;
            var newline = text.contains("\r\n") ? "\r\n" : "\n";
            edits.add(new Edit(first, first, pair + newline + text.substring(line, first)));
        }
    }

    /** Quoted unless it can only be read as itself, whatever the reader's YAML: a key of digits reads as a number. */
    private static String quoted(String key) {
        return key.matches("[0-9a-f]{12}-[A-Za-z][A-Za-z0-9._-]*|[a-f][0-9a-f]{11}") ? key
            : "\"" + key.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private Optional<Changed> changed(List<String> projects, Rule rule) {
        if (edits.isEmpty()) return Optional.empty();
        var result = new StringBuilder(text);
        edits.stream().sorted(Comparator.comparingInt(Edit::start).reversed()).forEach(e -> result.replace(e.start(), e.end(), e.text()));
        var now = YamlMap.root(result.toString());
        if (now.isEmpty() || !rule.holds(root, now.get())) {
            throw new AoException.Unreadable("registry-not-editable", file + ": its storage keys cannot be changed without changing something else",
                "change the lines \"" + KEY + "\" by hand");
        }
        try {
            return Optional.of(new Changed(file, Hashes.content(bytes), (mark + result).getBytes(StandardCharsets.UTF_8), projects,
                FileMode.of(file), Files.getLastModifiedTime(file).toInstant()));
        } catch (IOException e) {
            throw new AoException.Unreadable("file-unreadable", file + ": " + Failures.sentence(e), "");
        }
    }

    /** What the registry says afterwards: the same, but for the storage keys of some projects. */
    private record Rule(Predicate<String> without, Map<String, String> with) {
        private static final int DEEPEST = 60;

        boolean holds(Node before, Node after) {
            return same(before, after, List.of());
        }

        private boolean same(Node one, Node two, List<String> path) {
            if (path.size() > DEEPEST || !one.getNodeType().equals(two.getNodeType())) return false;
            if (one instanceof ScalarNode scalar) {
                return scalar.getValue().equals(((ScalarNode) two).getValue()) && scalar.getScalarStyle() == ((ScalarNode) two).getScalarStyle();
            }
            if (one instanceof MappingNode mapping) return same(mapping.getValue(), ((MappingNode) two).getValue(), path);
            var ones = ((org.snakeyaml.engine.v2.nodes.SequenceNode) one).getValue();
            var twos = ((org.snakeyaml.engine.v2.nodes.SequenceNode) two).getValue();
            if (ones.size() != twos.size()) return false;
            for (int i = 0; i < ones.size(); i++) {
                if (!same(ones.get(i), twos.get(i), below(path, "-"))) return false;
            }
            return true;
        }

        private boolean same(List<NodeTuple> before, List<NodeTuple> after, List<String> path) {
            boolean entry = path.size() == 2 && path.get(0).equals("projects");
            var ones = entry && (without.test(path.get(1)) || with.containsKey(path.get(1))) ? before.stream().filter(t -> !isKey(t, KEY)).toList() : before;
            var twos = entry && with.containsKey(path.get(1)) ? after.stream().filter(t -> !isKey(t, KEY) || !isWanted(t, path.get(1))).toList() : after;
            if (ones.size() != twos.size()) return false;
            for (int i = 0; i < ones.size(); i++) {
                var name = ones.get(i).getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
                if (!same(ones.get(i).getKeyNode(), twos.get(i).getKeyNode(), below(path, "?"))
                    || !same(ones.get(i).getValueNode(), twos.get(i).getValueNode(), below(path, name))) return false;
            }
            return true;
        }

        private boolean isWanted(NodeTuple tuple, String project) {
            return tuple.getValueNode() instanceof ScalarNode value && value.getValue().equals(with.get(project));
        }

        private static List<String> below(List<String> path, String name) {
            var longer = new ArrayList<>(path);
            longer.add(name);
            return longer;
        }
    }
}
