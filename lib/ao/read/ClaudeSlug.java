package ao.read;

import ao.model.Ascii;

/** The name of the folder in which Claude Code keeps the transcripts of a working directory. */
public final class ClaudeSlug {
    private static final int LONGEST = 200;

    private ClaudeSlug() { }

    /**
     * The folder's name for a physical path: every UTF-16 unit that is no ASCII letter, digit or {@code -} becomes
     * {@code -}; names over 200 units are cut and get a hash of the path (import-mapping sheet, 6.1). Not injective.
     */
    public static String of(String physicalPath) {
        var slug = encode(physicalPath);
        return slug.length() <= LONGEST ? slug
            : slug.substring(0, LONGEST) + "-" + Integer.toString(Math.abs(physicalPath.hashCode()), 36);
    }

    /** The same without the cut, as the legacy software spells it. */
    public static String encode(String path) {
        var slug = path.toCharArray();
        for (int i = 0; i < slug.length; i++) {
            if (!Ascii.isAlphanumeric(slug[i])) slug[i] = '-';
        }
        return new String(slug);
    }

    /**
     * The name under which the original migration filed history away: it spells paths its own way, with only
     * {@code /} and {@code .} folded and {@code :} dropped (golden/ao-README, 9).
     */
    public static String asMigrated(String path) {
        return path.replace('\\', '/').replace(":", "").replace('/', '-').replace('.', '-');
    }
}
