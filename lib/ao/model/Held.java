package ao.model;

import java.util.Optional;

/**
 * What an agent keeps of a session's conversation.
 *
 * @param named  the conversation that the session names, filed where the agent looks for it
 * @param strayed the same, filed under another directory
 * @param unreadable whether the agent's folder cannot be read, so that nothing can be said
 * @param newest the latest conversation of the session's directory
 */
public record Held(Optional<Conversation> named, Optional<Conversation> strayed, Optional<Conversation> newest, boolean unreadable) {
    public static final Held NOTHING = new Held(Optional.empty(), Optional.empty(), Optional.empty(), false);
    public static final Held UNREADABLE = new Held(Optional.empty(), Optional.empty(), Optional.empty(), true);
}
