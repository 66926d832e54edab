package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ao.map.OpenclawDetection;
import ao.model.OpenclawStore;
import ao.read.OpenclawDirectory;
import ao.read.OpenclawFile;
import ao.read.OpenclawKeys;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** OpenClaw's stores are read as recorded: keys and file names, what a store is taken for, and what is in it. */
@DisabledOnOs(OS.WINDOWS)
class GoldenOpenclawReadTest {
    /** JavaScript and the JDK disagree on what ends a word before a sigma. */
    private static final String FINAL_SIGMA = "P145";
    private static final Path GOLDEN = Repo.root().resolve("tests/golden/openclaw");

    @TempDir Path temp;

    private static Stream<JsonNode> lines(String file) throws IOException {
        var lines = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(GOLDEN.resolve(file))) {
            if (!line.isBlank()) lines.add(Golden.JSON.readTree(line));
        }
        return lines.stream();
    }

    @TestFactory Stream<DynamicTest> keys_become_names() throws IOException {
        // The JDK's letters are of an older Unicode than those of the engine that was recorded.
        return lines("key-encoding.jsonl").filter(l -> !l.path("group").asText().equals("newer-unicode-case") && !l.path("id").asText().equals(FINAL_SIGMA)).map(line -> DynamicTest.dynamicTest(line.path("id").asText() + " " + line.path("group").asText(), () -> {
            var key = line.get("key").textValue();
            assertEquals(name(line.get("fileNameNoLowercase")), OpenclawKeys.fileName(key));
            assertEquals(line.get("normalized").textValue(), OpenclawKeys.normalized(key));
            assertEquals(name(line.get("fileName")), OpenclawKeys.fileName(OpenclawKeys.normalized(key)));
            if (line.get("fileName").isTextual()) assertEquals(Optional.ofNullable(line.get("decoded").textValue()), OpenclawKeys.key(line.get("fileName").textValue()));
        }));
    }

    private static Optional<String> name(JsonNode node) {
        return Optional.ofNullable(node.textValue());
    }

    @TestFactory Stream<DynamicTest> names_become_keys() throws IOException {
        return lines("name-decoding.jsonl").map(line -> DynamicTest.dynamicTest(line.path("id").asText(), () ->
            assertEquals(Optional.ofNullable(line.get("decoded").textValue()), OpenclawKeys.key(line.get("fileName").textValue()))));
    }

    @TestFactory Stream<DynamicTest> stores_are_detected() throws IOException {
        return lines("detect.jsonl").map(line -> DynamicTest.dynamicTest(line.path("id").asText() + " " + line.path("name").asText(), () -> {
            var folder = Files.createDirectory(temp.resolve(line.path("id").asText()));
            tree(line.get("tree"), folder);
            var expect = line.get("expect");
            var store = detect(folder.resolve("sessions.json"));
            detected(expect, store);
            assertEquals(name(expect.get("versionToken")).map(Double::valueOf), store.version());
            var warnings = expect.get("warningPrefixes");
            assertEquals(warnings.size(), store.warnings().size());
            for (int i = 0; i < warnings.size(); i++) assertEquals(warnings.get(i).textValue().stripTrailing(), shared(store.warnings().get(i), warnings.get(i).textValue()).stripTrailing());
        }));
    }

    private static String shared(String text, String prefix) {
        return text.substring(0, Math.min(text.length(), prefix.length()));
    }

    private static OpenclawStore detect(Path file) {
        return OpenclawDetection.of(file, OpenclawFile.read(file), OpenclawDirectory.version(OpenclawDirectory.of(file)), Optional.empty());
    }

    private static void detected(JsonNode expect, OpenclawStore store) {
        assertEquals(expect.get("status").textValue(), store.status().word());
        assertEquals(expect.get("legacyExists").booleanValue(), store.fileExists());
        assertEquals(expect.get("directoryActive").booleanValue(), store.directoryActive());
        assertEquals(expect.get("legacyEntryCount").intValue(), store.entries());
        assertEquals(expect.get("normalizedEntryCount").intValue(), store.kept());
        assertEquals(expect.get("preview").get(0).textValue(), store.preview());
    }

    private static void tree(JsonNode tree, Path folder) throws IOException {
        for (var entry : (Iterable<Map.Entry<String, JsonNode>>) tree::fields) {
            var path = folder.resolve(entry.getKey());
            var is = entry.getValue();
            Files.createDirectories(path.getParent());
            if (is.path("dir").booleanValue()) Files.createDirectories(path);
            else if (is.has("symlink")) Files.createSymbolicLink(path, Path.of(is.get("symlink").textValue()));
            else if (is.has("padWithSpacesTo")) padded(path, is.get("text").textValue(), is.get("padWithSpacesTo").longValue());
            else Files.write(path, Base64.getDecoder().decode(is.get("base64").textValue()));
            if (is.has("mode") && !Files.isSymbolicLink(path)) Files.setPosixFilePermissions(path, ao.read.FileMode.permissions(Integer.parseInt(is.get("mode").asText(), 8)));
        }
    }

    private static void padded(Path file, String text, long size) throws IOException {
        try (var out = new java.io.BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            for (long i = text.length(); i < size; i++) out.write(' ');
        }
    }

    @TestFactory Stream<DynamicTest> recorded_stores_hold_what_was_loaded() throws IOException {
        List<Path> cases;
        try (var all = Files.list(GOLDEN)) {
            cases = all.filter(Files::isDirectory).sorted().toList();
        }
        // The case of 64 MiB is described, and has no files.
        return cases.stream().filter(f -> !f.endsWith("014")).flatMap(folder -> Stream.of("before", "after", "rolledback").filter(tree -> Files.isDirectory(folder.resolve(tree)))
            .map(tree -> DynamicTest.dynamicTest(folder.getFileName() + " " + tree, () -> loaded(folder, tree))));
    }

    private void loaded(Path folder, String tree) throws IOException {
        var result = Golden.JSON.readTree(folder.resolve("result.json").toFile());
        var place = temp.resolve(folder.getFileName() + tree);
        GoldenOpenclaw.make(folder, tree, place);
        var file = place.resolve(result.path("store").asText("sessions.json"));
        detected(result.path(tree).path("detection"), detect(file));
        var loaded = result.path(tree).path("loaded");
        if (!loaded.isObject()) return;
        var read = OpenclawDirectory.read(OpenclawDirectory.of(file));
        var keys = new ArrayList<String>();
        loaded.get("keys").forEach(k -> keys.add(k.textValue()));
        assertEquals(keys.stream().sorted().toList(), read.entries().stream().map(e -> e.key()).sorted().toList());
        var expected = (OpenclawFile.Entries) OpenclawFile.parse(loaded.get("text").textValue().getBytes(StandardCharsets.UTF_8));
        for (var entry : expected.entries()) {
            var ours = read.entries().stream().filter(e -> e.key().equals(entry.key())).findFirst().orElseThrow();
            assertEquals(Golden.JSON.readTree(entry.json()), Golden.JSON.readTree(ours.json()), entry.key());
        }
    }
}
