package ao.report;

/** How many cells of a terminal a text takes: most characters take one, those of East Asian scripts and emoji two, and marks on others none. */
final class CellWidth {
    /** First and last of most of what Unicode's East Asian Width calls wide or full-width, and of what terminals show so. */
    private static final int[][] WIDE = {
        {0x1100, 0x115F}, {0x231A, 0x231B}, {0x23E9, 0x23EC}, {0x25FD, 0x25FE}, {0x2614, 0x2615}, {0x2648, 0x2653}, {0x26A1, 0x26A1}, {0x26BD, 0x26BE}, {0x26D4, 0x26D4}, {0x2705, 0x2705},
        {0x270A, 0x270B}, {0x2728, 0x2728}, {0x274C, 0x274C}, {0x2753, 0x2755}, {0x2757, 0x2757}, {0x2795, 0x2797}, {0x2B1B, 0x2B1C}, {0x2B50, 0x2B50}, {0x2E80, 0x303E}, {0x3041, 0x33FF},
        {0x3400, 0x4DBF}, {0x4E00, 0xA4CF}, {0xA960, 0xA97F}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
        {0x1F7E0, 0x1F7EB}, {0x1F90C, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD}};

    private CellWidth() { }

    /** The cells of a text without line ends. */
    static int of(String text) {
        return text.codePoints().map(CellWidth::of).sum();
    }

    private static int of(int character) {
        if (character < WIDE[0][0]) return isMark(character) ? 0 : 1;
        for (var range : WIDE) {
            if (character >= range[0] && character <= range[1]) return 2;
        }
        return isMark(character) ? 0 : 1;
    }

    private static boolean isMark(int character) {
        int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT;
    }

    /** Where the longest beginning of a text ends that takes at most so many cells. */
    static int fitting(String text, int cells) {
        int used = 0;
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            used += of(character);
            if (used > cells) return at;
            at += Character.charCount(character);
        }
        return at;
    }

    /** Where the longest end of a text begins that takes at most so many cells. */
    static int fittingEnd(String text, int cells) {
        int used = 0;
        int at = text.length();
        while (at > 0) {
            int character = text.codePointBefore(at);
            used += of(character);
            if (used > cells) return at;
            at -= Character.charCount(character);
        }
        return at;
    }
}
