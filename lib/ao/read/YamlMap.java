package ao.read;

import ao.model.AoException;
import ao.model.Finding;
import ao.model.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * A YAML mapping whose values are taken by type. A value of another type costs that value: it is reported with file
 * and line, and counts as absent (D3). Scalars keep the spelling of the source.
 */
final class YamlMap {
    private static final int DEEPEST_MERGE = 20;
    /** How YAML 1.2 spells null. */
    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");

    private final Path file;
    private final String at;
    private final Map<String, Node> entries = new LinkedHashMap<>();
    private final List<Finding> findings;
    private final Set<Node> merged = Collections.newSetFromMap(new IdentityHashMap<>());

    private YamlMap(Path file, String at, MappingNode node, List<Finding> findings) {
        this.file = file;
        this.at = at;
        this.findings = findings;
        if (node != null) collect(node, 0);
    }

    /**
     * The first document of a file; an empty one is an empty mapping.
     *
     * @throws AoException.Unreadable when the file cannot be read or its syntax is wrong
     */
    static YamlMap document(Path file, List<Finding> findings) {
        try {
            var text = new String(RegularFile.bytes(file), StandardCharsets.UTF_8);
            if (text.startsWith("\uFEFF")) text = text.substring(1);
            var root = root(text, file.getFileName().toString());
            if (root == null || isNull(root)) return new YamlMap(file, "", null, findings);
            if (root instanceof MappingNode mapping) return new YamlMap(file, "", mapping, findings);
            throw new AoException.Unreadable("yaml-not-a-mapping", file + " holds no mapping at its top",
                "expected lines such as \"projects:\"");
        } catch (MarkedYamlEngineException e) {
            var place = e.getProblemMark().map(m -> ", line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1));
            throw new AoException.Unreadable("yaml-syntax", file + place.orElse("") + ": " + e.getProblem(),
                "mend the file there, then run this again");
        } catch (YamlEngineException e) {
            throw new AoException.Unreadable("yaml-syntax", file + ": " + firstLine(e.getMessage()),
                "mend the file, then run this again");
        } catch (IOException e) {
            throw new AoException.Unreadable("file-unreadable", file + ": " + Failures.sentence(e), "");
        }
    }

    private static Node root(String text, String label) {
        var settings = LoadSettings.builder().setLabel(label).setAllowDuplicateKeys(true)
            .setCodePointLimit(Integer.MAX_VALUE).setSchema(new FailsafeSchema()).build();
        var documents = new Compose(settings).composeAllFromString(text).iterator();
        return documents.hasNext() ? documents.next() : null;
    }

    /** The first document's root as it stands in the text, with its marks; nothing when the text is no YAML. */
    static Optional<Node> root(String text) {
        try {
            return Optional.ofNullable(root(text, "registry"));
        } catch (YamlEngineException e) {
            return Optional.empty();
        }
    }

    /** A mapping with nothing in it. */
    static YamlMap empty(Path file, List<Finding> findings) {
        return new YamlMap(file, "", null, findings);
    }

    private static String firstLine(String text) {
        return text == null ? "cannot be read" : text.lines().findFirst().orElse("");
    }

    private void collect(MappingNode node, int depth) {
        for (var tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                report("yaml-odd-key", tuple.getKeyNode(), at, "a text", "another key");
                continue;
            }
            if (key.getValue().equals("<<") && depth < DEEPEST_MERGE) {
                merge(tuple.getValueNode(), depth);
                continue;
            }
            if (entries.put(key.getValue(), tuple.getValueNode()) != null && depth == 0) {
                report("duplicate-key", key, path(key.getValue()), "one entry", "several; the last one counts");
            }
        }
    }

    private void merge(Node value, int depth) {
        var sources = value instanceof SequenceNode list ? list.getValue() : List.of(value);
        for (var source : sources) {
            // A mapping may be told to merge itself, which adds nothing, or be merged along many ways.
            if (!(source instanceof MappingNode mapping) || !merged.add(mapping)) continue;
            var own = new LinkedHashMap<>(entries);
            collect(mapping, depth + 1);
            entries.putAll(own);
        }
    }

    Set<String> keys() {
        return entries.keySet();
    }

    boolean has(String key) {
        var node = entries.get(key);
        return node != null && !isNull(node);
    }

    /** The scalar's text as it is spelled. */
    Optional<String> text(String key) {
        if (!has(key)) return Optional.empty();
        if (entries.get(key) instanceof ScalarNode scalar) return Optional.of(scalar.getValue());
        report("odd-value", entries.get(key), path(key), "a text", kind(entries.get(key)));
        return Optional.empty();
    }

    /** The nested mapping; an empty one when there is none. */
    YamlMap map(String key) {
        var node = entries.get(key);
        if (node instanceof MappingNode mapping) return new YamlMap(file, path(key), mapping, findings);
        if (has(key)) report("odd-value", node, path(key), "a mapping", kind(node));
        return new YamlMap(file, path(key), null, findings);
    }

    /** The texts of a list; items that are no texts are reported and left out. */
    List<String> list(String key) {
        if (!has(key)) return List.of();
        if (!(entries.get(key) instanceof SequenceNode sequence)) {
            report("odd-value", entries.get(key), path(key), "a list", kind(entries.get(key)));
            return List.of();
        }
        var items = new ArrayList<String>();
        for (var item : sequence.getValue()) {
            if (item instanceof ScalarNode scalar && !isNull(item)) items.add(scalar.getValue());
            else report("odd-value", item, path(key), "a list of texts", kind(item));
        }
        return items;
    }

    /** A mapping of texts; a null value counts as the empty text. */
    SortedMap<String, String> texts(String key) {
        var map = map(key);
        var texts = new TreeMap<String, String>();
        map.entries.forEach((name, node) -> {
            if (isNull(node)) texts.put(name, "");
            else if (node instanceof ScalarNode scalar) texts.put(name, scalar.getValue());
            else report("odd-value", node, map.path(name), "a text", kind(node));
        });
        return texts;
    }

    /** The value of any type as one line of text, for the ledger. */
    String describe(String key) {
        return describe(entries.get(key), 0);
    }

    private static String describe(Node node, int depth) {
        if (node instanceof ScalarNode scalar) return scalar.getValue();
        if (depth > 5) return "…";
        if (node instanceof SequenceNode list) {
            return list.getValue().stream().map(n -> describe(n, depth + 1)).toList().toString();
        }
        var parts = new ArrayList<String>();
        for (var tuple : ((MappingNode) node).getValue()) {
            parts.add(describe(tuple.getKeyNode(), depth + 1) + ": " + describe(tuple.getValueNode(), depth + 1));
        }
        return "{" + String.join(", ", parts) + "}";
    }

    /** Reports a value that has the right type and makes no sense. */
    void reject(String key, String expected, String found) {
        report("odd-value", entries.get(key), path(key), expected, found);
    }

    private String path(String key) {
        return at.isEmpty() ? key : at + "." + key;
    }

    private void report(String code, Node node, String where, String expected, String found) {
        var line = node.getStartMark().map(m -> m.getLine() + 1).orElse(0);
        findings.add(Finding.at(code, Severity.WARNING, file, "line " + line + ": the value of " + where
            + (code.equals("duplicate-key") ? " stands twice" : " is left out")).expecting(expected, found));
    }

    private static String kind(Node node) {
        if (node instanceof MappingNode) return "a mapping";
        return node instanceof SequenceNode ? "a list" : isNull(node) ? "nothing" : "a text";
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.PLAIN && NOTHING.contains(scalar.getValue());
    }
}
