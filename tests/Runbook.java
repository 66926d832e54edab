package tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A page of the runbooks: text, and blocks of commands with what they print. */
record Runbook(Path file, String sample, List<Part> parts) {
    /** The home that pages speak of. */
    static final String HOME = "/home/operator";
    private static final Pattern SAMPLE = Pattern.compile("<!-- sample: ([a-z-]+) -->");
    private static final String MARK = "\036";

    /** What a page consists of, in order. */
    sealed interface Part {
        /** Lines that nobody runs. */
        record Prose(String lines) implements Part { }

        /** A command, without its prompts, and what it prints on both streams. */
        record Step(String command, String output) implements Part { }
    }

    static Runbook read(Path file) throws IOException {
        var parts = new ArrayList<Part>();
        var prose = new StringBuilder();
        String command = null;
        var output = new StringBuilder();
        boolean inside = false;
        for (var line : Files.readAllLines(file)) {
            boolean fence = line.startsWith("```");
            if (inside && !fence) {
                if (line.startsWith("$ ")) {
                    if (command != null) parts.add(new Part.Step(command, output.toString()));
                    command = line.substring(2);
                    output.setLength(0);
                } else if (line.startsWith("> ") && output.length() == 0) {
                    command += "\n" + line.substring(2);
                } else {
                    output.append(line).append('\n');
                }
                continue;
            }
            if (inside) {
                parts.add(new Part.Step(command, output.toString()));
                command = null;
                output.setLength(0);
            }
            prose.append(line).append('\n');
            inside = fence && !inside && line.equals("```console");
            if (inside) {
                parts.add(new Part.Prose(prose.toString()));
                prose.setLength(0);
            }
        }
        parts.add(new Part.Prose(prose.toString()));
        var sample = SAMPLE.matcher(Files.readString(file));
        if (!sample.find()) throw new AssertionError(file + " names no sample");
        return new Runbook(file, sample.group(1), List.copyOf(parts));
    }

    List<Part.Step> steps() {
        return parts.stream().filter(Part.Step.class::isInstance).map(Part.Step.class::cast).toList();
    }

    /** Whether the page shows what its commands printed now. */
    boolean shows(List<String> outputs) {
        return outputs.stream().map(Runbook::steady).toList().equals(steps().stream().map(s -> steady(s.output())).toList());
    }

    /** The same page with what its commands printed now. */
    String with(List<String> outputs) {
        var text = new StringBuilder();
        int step = 0;
        for (var part : parts) {
            if (part instanceof Part.Prose prose) text.append(prose.lines());
            if (part instanceof Part.Step s) {
                text.append("$ ").append(s.command().replace("\n", "\n> ")).append('\n');
                text.append(outputs.get(step++));
            }
        }
        return text.toString();
    }

    /**
     * Makes the page's sample and runs its commands one after the other in one shell, in a folder with {@code ./ao} and
     * {@code examples}.
     *
     * @return what each of them printed, with the sample's home under the name that pages use
     */
    List<String> run(Path home, Path folder, Map<String, String> environment) throws IOException {
        var made = Shell.run(home, environment, "sh examples/runbooks/sample.sh \"$@\"", folder, sample, home.toString());
        if (made.code() != 0 || !made.out().isEmpty() || !made.err().isEmpty()) throw new AssertionError("sample " + sample + ": " + made);
        var script = new StringBuilder();
        for (var step : steps()) script.append(step.command()).append("\ncode=$?; printf '\\n" + MARK + "\\n'; (exit $code)\n");
        var file = Files.writeString(folder.resolve("page.sh"), script);
        var ran = Shell.run(home, environment, "exec sh page.sh 2>&1", folder);
        var outputs = new ArrayList<String>();
        for (var output : ran.out().split("\n" + MARK + "\n", -1)) {
            outputs.add((output.isEmpty() || output.endsWith("\n") ? output : output + "\n")
                .replace(home.toString(), HOME).replace(slug(home.toString()), slug(HOME)));
        }
        outputs.remove(outputs.size() - 1);
        if (outputs.size() != steps().size()) throw new AssertionError(file + ": " + ran);
        return outputs;
    }

    private static String slug(String path) {
        return path.replaceAll("[^A-Za-z0-9]", "-");
    }

    /** What is left of an output when everything is gone that another machine or another hour changes. */
    static String steady(String output) {
        return output
            .replaceAll("\\b\\d{8}-\\d{6}-([a-z-]+)-[a-z2-7]{4}\\b", "<$1 run>")
            .replaceAll("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}[:-]\\d{2}[:-]\\d{2}(\\.\\d+)?( \\+0000 UTC|Z)?", "<time>")
            .replaceAll("\\d{4}-\\d{2}-\\d{2}( \\d{2}:\\d{2})?", "<time>")
            .replaceAll("\\b\\d{2}:\\d{2}:\\d{2}Z", "<clock>")
            .replaceAll("\\b\\d{4}/\\d{2}/\\d{2}\\b", "<day>")
            .replaceAll("\\b\\d{8}T\\d{6}\\d*Z\\b|\\b1[78]\\d{11}\\b", "<ms>")
            .replaceAll("\\bstaging-\\d+-", "staging-<pid>-")
            .replaceAll("\\b[0-9a-f]{64}\\b", "<sha256>")
            .replaceAll("\\b[0-9a-f]{12}-", "<hash>-")
            .replaceAll("\\b\\d+(\\.\\d+)?\\s?(ms|s|B|kB|KB|KiB|MB|MiB|bytes)\\b", "<n> $2")
            .replaceAll("(?m) +$", "").replaceAll("(?<=\\S) {2,}", "  ").replaceAll("-{3,}", "---");
    }
}
