package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command of every page of the runbooks, run on the page's sample: it prints what the page says. With
 * {@code --write} the pages are written anew instead.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RunbooksTest {
    private static final Path PAGES = Repo.root().resolve("examples/runbooks");

    @TempDir Path temp;

    static List<String> pages() throws IOException {
        try (var files = Files.list(PAGES)) {
            return files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".md") && !n.equals("README.md")).sorted().toList();
        }
    }

    /** A third of the pages, others each time, and all with {@code --all} or {@code --write}. */
    static List<String> some() throws IOException {
        var pages = new ArrayList<>(pages());
        if (Boolean.getBoolean("ao.tests.all") || Boolean.getBoolean("ao.tests.write")) return pages;
        Collections.shuffle(pages);
        return pages.subList(0, pages.size() / 3);
    }

    @ParameterizedTest
    @MethodSource("some")
    void a_page_prints_what_it_says(String name) throws IOException {
        var page = Runbook.read(PAGES.resolve(name));
        var environment = new HashMap<>(Map.of("TZ", "UTC"));
        // A program that CI installs for the tests, where it can.
        var bin = Repo.root().resolve(".cache/bin");
        environment.put("PATH", bin + ":" + System.getenv("PATH"));
        for (var program : List.of("duckdb", "tmux", "sqlite3")) {
            boolean used = page.steps().stream().anyMatch(s -> s.command().contains(program + " "));
            boolean there = Stream.of(environment.get("PATH").split(":")).anyMatch(d -> Files.isExecutable(Path.of(d).resolve(program)));
            Assumptions.assumeTrue(!used || there, program + " is not on this machine");
        }
        Shell.launcher(temp.resolve("ao"));
        Files.createSymbolicLink(temp.resolve("examples"), Repo.root().resolve("examples"));
        // As long as the name in the pages, so that columns stand as they would there.
        var home = Files.createDirectory(Path.of(System.getProperty("java.io.tmpdir")).toRealPath().resolve("ao" + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999)));
        try {
            var outputs = page.run(home, temp, environment);
            if (Boolean.getBoolean("ao.tests.write")) {
                if (!page.shows(outputs)) Files.writeString(page.file(), page.with(outputs));
                return;
            }
            var expected = new ArrayList<String>();
            var printed = new ArrayList<String>();
            for (int i = 0; i < outputs.size(); i++) {
                expected.add("$ " + page.steps().get(i).command() + "\n" + Runbook.steady(page.steps().get(i).output()));
                printed.add("$ " + page.steps().get(i).command() + "\n" + Runbook.steady(outputs.get(i)));
            }
            assertEquals(String.join("", expected), String.join("", printed));
        } finally {
            Tree.delete(home);
            Files.delete(temp.resolve("examples"));
        }
    }

    @Test
    void the_list_of_pages_names_each() throws IOException {
        var list = Files.readString(PAGES.resolve("README.md"));
        for (var page : pages()) assertTrue(list.contains("(" + page + ")"), page);
    }
}
