package ao.model;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What comes of resuming a session.
 *
 * @param conversation what it would go on with
 * @param lastTurn     when the last turn in it was, where somebody looked
 * @param command      goes on with it by hand, as printed; empty when nothing would
 * @param reason       why it does not resume, or what to know before; empty when there is nothing to say
 * @param newer        a later conversation of the same directory
 * @param deletedOn    when the agent will delete the transcript
 * @param checksOut    what the command checks out, where its directory has to be made again
 */
public record ResumeVerdict(Kind kind, Optional<Conversation> conversation, Optional<Instant> lastTurn, String command, String reason,
                            Optional<Conversation> newer, Optional<Instant> deletedOn, Optional<Checkout> checksOut) {

    /** A branch of a repository, which git has checked out in one place at a time. */
    public record Checkout(Path repository, String branch) { }

    /** The three answers. */
    public enum Kind {
        NATIVE("resumes natively"), FRESH("starts fresh"), BLOCKED("blocked");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** The words used in every report. */
        public String words() {
            return words;
        }
    }

    /** A verdict without a conversation. */
    public static ResumeVerdict without(Kind kind, String reason) {
        return new ResumeVerdict(kind, Optional.empty(), Optional.empty(), "", reason, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same verdict, telling when the last turn was. */
    public ResumeVerdict at(Optional<Instant> turn) {
        return new ResumeVerdict(kind, conversation, turn, command, reason, newer, deletedOn, checksOut);
    }
}
