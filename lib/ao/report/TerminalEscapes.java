package ao.report;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;

/** JSON that may be printed on a terminal: what {@link Plain} makes visible is escaped, which means the same to every reader. */
final class TerminalEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1;
    private static final int DELETE = 0x7F;
    private static final int[] ASCII = ascii();

    private static int[] ascii() {
        var codes = CharacterEscapes.standardAsciiEscapesForJSON();
        codes[DELETE] = ESCAPE_STANDARD;
        return codes;
    }

    @Override public int[] getEscapeCodesForAscii() {
        return ASCII;
    }

    @Override public SerializableString getEscapeSequence(int character) {
        if (character > Character.MAX_VALUE) return null;
        return Plain.isOdd((char) character) ? new SerializedString(String.format("\\u%04x", character)) : null;
    }
}
