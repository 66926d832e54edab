package ao.map;

import ao.model.Harness;
import ao.model.ShellWord;
import java.util.Optional;

/** The command by which an agent goes on with a conversation, with the flags for a permission mode. */
public final class ResumeLine {
    /** Why a command has no flag for permissions where nobody chose any (D18, D38). */
    public static final String NO_FLAG = "no permission flag: nobody chose one, and the legacy default skipped the prompts";

    private ResumeLine() { }

    /**
     * As the legacy software starts it (session-manager sheet, 6.2 and 6.3); of another agent nothing is known.
     *
     * @param model the one that the settings name for it; what a record or a transcript says of another one is not asked
     */
    public static String legacy(Harness harness, String conversation, String permissions, Optional<String> model) {
        var chosen = model.filter(m -> !m.isEmpty()).map(m -> " --model " + ShellWord.quote(m)).orElse("");
        if (!harness.equals(Harness.CODEX)) return line(harness, conversation, legacyFlag(harness, permissions)) + chosen;
        var effort = model.filter(m -> m.startsWith("o3") || m.startsWith("o4")).map(m -> " -c model_reasoning_effort=high").orElse("");
        return line(harness, conversation, legacyFlag(harness, permissions) + chosen + effort);
    }

    private static String legacyFlag(Harness harness, String permissions) {
        if (harness.equals(Harness.CLAUDE_CODE)) {
            return permissions.equals("permissionless") || permissions.equals("auto-edit") ? " --dangerously-skip-permissions" : "";
        }
        if (!harness.equals(Harness.CODEX)) return "";
        return switch (permissions) {
            case "permissionless" -> " --dangerously-bypass-approvals-and-sandbox";
            case "auto-edit" -> " --ask-for-approval never";
            case "suggest" -> " --ask-for-approval untrusted";
            default -> "";
        };
    }

    /** As the rewrite starts it (rewrite-store sheet, 7.4). */
    public static String rewrite(Harness harness, String conversation, String permissions) {
        return line(harness, conversation, rewriteFlag(harness, permissions));
    }

    private static String rewriteFlag(Harness harness, String permissions) {
        if (harness.equals(Harness.CLAUDE_CODE)) {
            return switch (permissions) {
                case "accept-edits" -> " --permission-mode acceptEdits";
                case "auto" -> " --permission-mode auto";
                case "bypass-permissions" -> " --permission-mode bypassPermissions";
                default -> "";
            };
        }
        if (harness.equals(Harness.CODEX)) {
            return permissions.equals("accept-edits") || permissions.equals("auto") ? " --ask-for-approval on-request" : " --dangerously-bypass-approvals-and-sandbox";
        }
        return harness.equals(Harness.OPENCODE) && permissions.equals("bypass-permissions") ? " --dangerously-skip-permissions" : "";
    }

    private static String line(Harness harness, String conversation, String flag) {
        var id = ShellWord.quote(conversation);
        if (harness.equals(Harness.CODEX)) return "codex resume" + flag + " " + id;
        if (harness.equals(Harness.OPENCODE)) return "opencode" + flag + " --session " + id;
        return "claude --resume " + id + flag;
    }
}
