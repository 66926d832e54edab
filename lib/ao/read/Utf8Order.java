package ao.read;

/** The order of names by their bytes in UTF-8, in which the original software lists folders: that of code points. */
public final class Utf8Order {
    private Utf8Order() { }

    /** Compares two texts; as {@link java.util.Comparator#compare}. */
    public static int compare(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char one = a.charAt(i);
            char other = b.charAt(i);
            if (one == other) continue;
            // Halves of a pair stand for what comes after all single units, of which some are larger numbers.
            return Character.isSurrogate(one) == Character.isSurrogate(other) ? one - other : Character.isSurrogate(one) ? 1 : -1;
        }
        return a.length() - b.length();
    }
}
