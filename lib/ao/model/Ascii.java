package ao.model;

/** Characters of which the rules of names and ids are made. */
public final class Ascii {
    private Ascii() { }

    /** Whether a character is an ASCII letter or digit. */
    public static boolean isAlphanumeric(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
