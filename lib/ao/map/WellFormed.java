package ao.map;

/** Text that can be stored: half a letter of two UTF-16 units has no bytes, and would read back as something else. */
final class WellFormed {
    private WellFormed() { }

    /** The text with U+FFFD for each lone surrogate. */
    static String of(String text) {
        StringBuilder mended = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
            boolean lone = Character.isSurrogate(c) && !pair;
            if (lone && mended == null) mended = new StringBuilder(text.substring(0, i));
            if (mended != null) mended.append(lone ? '\uFFFD' : c);
            if (pair) {
                i++;
                if (mended != null) mended.append(text.charAt(i));
            }
        }
        return mended == null ? text : mended.toString();
    }
}
