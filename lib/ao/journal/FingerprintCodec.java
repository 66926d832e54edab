package ao.journal;

import ao.model.Fingerprint;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** What targets look like, as JSON. */
final class FingerprintCodec {
    private FingerprintCodec() { }

    /** Writes a fingerprint as a member of an object that is open. */
    static void write(JsonGenerator out, String name, Fingerprint print) throws IOException {
        out.writeObjectFieldStart(name);
        if (print instanceof Fingerprint.FileContent file) {
            out.writeStringField("sha256", file.sha256());
            out.writeNumberField("size", file.size());
        } else if (print instanceof Fingerprint.FolderContent folder) {
            out.writeStringField("sha256", folder.sha256());
            out.writeNumberField("files", folder.files());
            out.writeNumberField("size", folder.size());
        } else if (print instanceof Fingerprint.Database database) {
            out.writeStringField("schema", database.schema());
            out.writeNumberField("rows", database.rows());
        } else if (print instanceof Fingerprint.Folder) {
            out.writeBooleanField("folder", true);
        } else if (print instanceof Fingerprint.Link link) {
            out.writeStringField("link", link.text());
        } else if (print instanceof Fingerprint.Worktree worktree) {
            out.writeStringField("worktree", worktree.pointer());
        } else if (print instanceof Fingerprint.Unreadable unreadable) {
            out.writeNumberField("unreadable", unreadable.size());
        } else {
            throw new IllegalArgumentException("no change expects " + print);
        }
        out.writeEndObject();
    }

    /** The fingerprint in an object; the inverse of {@link #write}. */
    static Fingerprint read(JsonNode node) {
        if (node.has("folder")) return Fingerprint.FOLDER;
        if (node.has("files")) return new Fingerprint.FolderContent(node.required("sha256").textValue(), node.get("files").intValue(), node.required("size").longValue());
        if (node.has("link")) return new Fingerprint.Link(node.get("link").textValue());
        if (node.has("worktree")) return new Fingerprint.Worktree(node.get("worktree").textValue());
        if (node.has("unreadable")) return new Fingerprint.Unreadable(node.get("unreadable").longValue());
        return node.has("schema") ? new Fingerprint.Database(node.get("schema").textValue(), node.required("rows").longValue()) : file(node);
    }

    /** The fingerprint of a file. */
    static Fingerprint.FileContent file(JsonNode node) {
        return new Fingerprint.FileContent(node.required("sha256").textValue(), node.required("size").longValue());
    }
}
