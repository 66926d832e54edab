package ao.read;

import ao.model.Excerpt;
import ao.model.OpenclawEntry;
import java.util.Map;
import java.util.Optional;

/** Where the members of an entry stand that are asked for: stores have very many entries, and most are never asked. */
final class OpenclawMembers implements OpenclawEntry.Details {
    private static final Map<String, Integer> NUMBERS = Map.of("updatedAt", 0, "sessionId", 1, "sessionFile", 2, "lastChannel", 3, "lastProvider", 4, "channel", 5, "lastTo", 6);

    private final String document;
    /** Where each begins, and where it ends; of a member that is not there both are 0. */
    private final int[] places = new int[2 * NUMBERS.size()];

    OpenclawMembers(String document) {
        this.document = document;
    }

    /** Whether a member is one of them. */
    static boolean has(String name) {
        return NUMBERS.containsKey(name);
    }

    /** Takes the next value of one of them: of a repeated one the last counts. */
    void put(String name, Excerpt value) {
        int at = 2 * NUMBERS.get(name);
        places[at] = value.from();
        places[at + 1] = value.to();
    }

    private Optional<String> json(String name) {
        int at = 2 * NUMBERS.get(name);
        return places[at + 1] == 0 ? Optional.empty() : Optional.of(new Excerpt(document, places[at], places[at + 1]).text());
    }

    private Optional<String> text(String name) {
        return json(name).filter(j -> j.startsWith("\"")).map(JavaScript::unquoted);
    }

    @Override public Optional<String> stamp() {
        return json("updatedAt");
    }

    @Override public Optional<String> session() {
        return text("sessionId");
    }

    @Override public Optional<String> file() {
        return text("sessionFile");
    }

    @Override public Optional<String> channel() {
        return text("lastChannel").or(() -> text("lastProvider")).or(() -> text("channel"));
    }

    @Override public Optional<String> target() {
        return text("lastTo");
    }
}
