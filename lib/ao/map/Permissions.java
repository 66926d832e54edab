package ao.map;

import java.util.Optional;

/** Legacy permission words and what they are in the rewrite (import-mapping sheet, 2.2). */
public final class Permissions {
    /** Never to ask: the legacy software's default, and what it starts every orchestrator with (session-manager sheet, 5.9). */
    public static final String PERMISSIONLESS = "permissionless";

    private Permissions() { }

    /**
     * A permission mode of the rewrite.
     *
     * @param lossy whether the legacy word meant something else
     */
    public record Mapped(String mode, boolean lossy) { }

    /** The mode for a legacy word; nothing for an empty one, which means unset. */
    public static Optional<Mapped> map(String word) {
        return switch (word) {
            case "" -> Optional.empty();
            case "permissionless", "skip" -> Optional.of(new Mapped("bypass-permissions", false));
            case "auto-edit" -> Optional.of(new Mapped("accept-edits", false));
            case "default" -> Optional.of(new Mapped("default", false));
            default -> Optional.of(new Mapped("default", true));
        };
    }

    /** What the legacy software starts an agent with: where nobody chose a word, it asks for nothing; empty for a word that it does not know. */
    public static String ofRestore(Optional<String> word) {
        return word.filter(w -> !w.isEmpty()).isEmpty() ? PERMISSIONLESS : inLegacy(word).orElse("");
    }

    /** The word that the legacy software understands, of a configured one: {@code skip} is an older spelling. */
    public static Optional<String> inLegacy(Optional<String> word) {
        return word.map(w -> w.equals("skip") ? "permissionless" : w)
            .filter(w -> w.equals("permissionless") || w.equals("default") || w.equals("auto-edit") || w.equals("suggest"));
    }
}
