package ao.check;

import java.util.List;

/** A command line of this toolkit as the operator would type it, with the places that were given. */
public interface Commands {
    /** The line for a command and its words. */
    String line(String command, List<String> words);
}
