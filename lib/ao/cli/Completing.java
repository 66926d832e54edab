package ao.cli;

import ao.model.AoException;
import ao.read.Locations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Completes the word that somebody is typing in a shell. */
public final class Completing {
    /** What is asked for. */
    public enum Shell { bash, zsh, words }

    private Completing() { }

    /** What a shell has to be told once. */
    public static String script(Shell shell) {
        try (var in = Completing.class.getResourceAsStream("/res/completion." + shell)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A command line as it was typed so far.
     *
     * @param words without the program
     * @param at    which of them is to be completed
     */
    public record Typed(List<String> words, int at) {
        /** The places that it names. */
        public Locations locations(Map<String, String> environment) {
            return Locations.resolve(new Locations.Given(path("--home"), path("--root"), path("--data-dir")), environment);
        }

        private Optional<Path> path(String option) {
            int found = words.indexOf(option);
            return found < 0 || found + 1 >= words.size() ? Optional.empty() : Optional.of(Path.of(words.get(found + 1).replaceFirst("^~(?=/|$)", System.getenv().getOrDefault("HOME", "~"))));
        }

        /** What the word may be. */
        public List<String> candidates(CommandLine line) {
            var word = words.get(at);
            var ends = new ArrayList<CharSequence>();
            AutoComplete.complete(line.getCommandSpec(), words.toArray(String[]::new), at, word.length(), 0, ends);
            var all = new TreeSet<String>();
            ends.forEach(end -> all.add(word + end));
            return List.copyOf(all);
        }
    }

    /** Reads what the shells' scripts give: which word is completed, counted with the program, then the words. */
    public static Typed typed(List<String> given) {
        try {
            int at = given.isEmpty() ? 0 : Integer.parseInt(given.get(0)) - 1;
            var words = new ArrayList<String>();
            for (int i = 1; i < given.size(); i++) {
                // bash takes --option=value for three words.
                if (given.get(i).equals("=") && !words.isEmpty()) {
                    if (i - 1 == at) words.add("");
                    if (i - 1 <= at) at--;
                    if (i == given.size() - 1 && words.get(words.size() - 1).startsWith("-")) words.add("");
                    continue;
                }
                words.add(given.get(i));
            }
            while (words.size() <= at) words.add("");
            return new Typed(words, Math.max(0, at));
        } catch (NumberFormatException e) {
            throw new AoException.Usage("usage", given.get(0) + " is no number", "the scripts that 'completion bash' and 'completion zsh' print ask for words");
        }
    }
}
