package ao.model;

/** The characters of which names, ids and keys are mostly made. */
public final class Ascii {
    private Ascii() { }

    /** Whether nothing but ASCII is in a text. */
    public static boolean isAll(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) return false;
        }
        return true;
    }

    /** Whether a character is an ASCII letter or digit. */
    public static boolean isAlphanumeric(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
