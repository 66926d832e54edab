package ao.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a command found when it looked at its result with its own eyes, after all changes were verified one by one.
 *
 * @param line   a line for the operator; empty for nothing to say
 * @param report the same for a program, as the report's member {@code verified}
 * @param left   what is not as it should be
 */
public record Verification(String line, ObjectNode report, List<String> left) {
    /** Nothing was looked at. */
    public static final Verification NONE = new Verification("", JsonNodeFactory.instance.objectNode(), List.of());
}
