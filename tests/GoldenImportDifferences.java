package tests;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * Where our imports differ from the recorded ones on purpose: {@code tests/golden/import-differences.tsv} has a line for
 * each, with the case, the difference and the decision (or the number in the notes of the recorded behaviour).
 */
final class GoldenImportDifferences {
    private GoldenImportDifferences() { }

    /** The differences of a case. */
    static List<String> of(String name) throws IOException {
        return Files.readAllLines(Repo.root().resolve("tests/golden/import-differences.tsv")).stream()
            .map(line -> line.split("\t")).filter(words -> words[0].equals(name)).map(words -> words[1]).sorted().toList();
    }
}
