package ao.cli;

import ao.model.AoException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The exit codes of every command (4 and 10 are left out: JBang uses them). */
public enum Exit {
    OK(0, "done, or healthy: nothing left to do"),
    FINDINGS(1, "findings, differences, --check with work left, or a declined plan"),
    USAGE(2, "the command line makes no sense"),
    REFUSED(3, "refused for safety; nothing was changed"),
    INCOMPLETE(5, "changed something and is not complete, or did not get all that was asked for"),
    UNREADABLE(6, "could not read or run; nothing was changed"),
    INTERRUPTED(130, "interrupted; the journal says how to go on"),
    TERMINATED(143, "terminated; the journal says how to go on");

    private final int code;
    private final String meaning;

    Exit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }

    /** All codes with their meanings, as every command's help lists them. */
    static Map<String, String> list() {
        var list = new LinkedHashMap<String, String>();
        for (var exit : values()) list.put(String.valueOf(exit.code), exit.meaning);
        return list;
    }

    /** The code of a failure. */
    public static Exit of(AoException e) {
        if (e instanceof AoException.Usage) return USAGE;
        return e instanceof AoException.Refused ? REFUSED : UNREADABLE;
    }
}
