package ao.plan;

/** What a change is for: the things that a report counts. */
public enum Purpose {
    DATABASE, PROJECT, SESSION, TRANSCRIPT, SIDE_FILE, FOLDER,
    /** A session's record in the project layout. */
    RECORD,
    /** The same, made of an archived record. */
    ARCHIVE,
    /** A worktree that lay in its project's folder. */
    WORKTREE,
    /** A worktree that lay elsewhere. */
    STRAY,
    /** What tells git where a worktree is. */
    GIT_POINTER,
    /** A folder of Claude Code's transcripts, or the first file of one that goes into another. */
    CLAUDE_HISTORY,
    /** A Codex rollout. */
    CODEX_ROLLOUT,
    /** The old place of a file that is written anew elsewhere. */
    OLD_PLACE,
    /** Claude Code's list of prompts. */
    PROMPTS,
    /** What Claude Code keeps of projects: trust and settings. */
    SETTINGS,
    /** The paths of projects in the registry. */
    REGISTRY_PATH,
    /** Values in rows. */
    CELL,
    /** The paths in OpenClaw's list of sessions. */
    OPENCLAW,
    /** An entry of OpenClaw's list of sessions, in a file of its own. */
    OPENCLAW_ENTRY,
    /** What makes such files a store, and copies of what is replaced. */
    OPENCLAW_STATE,
    /** OpenClaw's list of sessions, in one file: written when its copy was made, which goes only when it is back. */
    OPENCLAW_STORE,
    /** What changes from the one to the other: goes last, and comes back first. */
    OPENCLAW_SWITCH,
    /** Whatever else lies in a project's folder. */
    EXTRA,
    /** A session's record that is mended. */
    REPAIR,
    /** The damaged file of a record that is made anew, kept beside it. */
    QUARANTINE,
    /** A lock or temporary file that was left behind. */
    LEFTOVER,
    /** A file of a snapshot. */
    COPY,
    /** The original of what was copied to another file system: goes when all copies are there. */
    LEFT_BEHIND,
    /** A folder of a project in the layout that it leaves, kept under another name: goes last, and comes back first. */
    SOURCE,
    /** A folder of a project in which nothing was. */
    EMPTY_SOURCE,
    /** The registry: changes only when everything else was done. */
    REGISTRY;

    /** Whether it is done only when everything else of its project was; and in a way back, the other way round. */
    public boolean closes() {
        return this == SOURCE || this == LEFT_BEHIND || this == OPENCLAW_STORE || this == OPENCLAW_SWITCH;
    }

    /** Whether it may be done only when everything before it was. */
    public boolean needsAll() {
        return this == REGISTRY;
    }

    /** Whether it goes back only together with all of its store, because what a store is made of is not used apart. */
    public boolean wholeStore() {
        return this == OPENCLAW_ENTRY || this == OPENCLAW_STATE || this == OPENCLAW_STORE || this == OPENCLAW_SWITCH;
    }

    /** Whether others write the file, too, and take its lock for that. */
    public boolean locked() {
        return this == REPAIR;
    }

    /** The word in plan files and reports. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The purpose of a word. */
    public static Purpose of(String word) {
        return valueOf(word.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }
}
