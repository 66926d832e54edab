package ao.journal;

import ao.model.Secrets;
import ao.model.CellChange;
import ao.model.Fingerprint;
import ao.model.ProjectRow;
import ao.model.Relocation;
import ao.model.Row;
import ao.model.SessionRow;
import ao.model.Splice;
import ao.model.Table;
import ao.plan.About;
import ao.plan.Change;
import ao.plan.Content;
import ao.plan.Purpose;
import ao.read.Json;
import ao.read.SafeDocument;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Changes as JSON: one object a change, named by {@code change}; the format of plan files. */
public final class ChangeCodec {
    /** The member that holds bytes, in Base64. */
    static final String INLINE = "inline";
    private static final int READABLE = 512;

    private ChangeCodec() { }

    /** Writes the members of a change for a report: without values that nobody may see, and without bytes. */
    public static void show(JsonGenerator out, Change change) throws IOException {
        if (change instanceof Change.CreateFile create && create.content() instanceof Content.Inline) {
            head(out, change);
            print(out, "after", create.after());
        } else if (change instanceof Change.CreateFile create && create.content() instanceof Content.Spliced) {
            head(out, change);
            print(out, "after", create.after());
        } else if (change instanceof Change.ReplaceFile replace && !(replace.content() instanceof Content.Kept)) {
            head(out, change);
            print(out, "before", replace.before());
            print(out, "after", replace.after());
        } else if (change instanceof Change.Rows rows) {
            write(out, new Change.Rows(rows.target(), masked(rows.inserts()), masked(rows.deletes()), rows.updates(), rows.bootChanges(), rows.about()));
        } else {
            write(out, change);
        }
    }

    private static List<Row> masked(List<Row> rows) {
        return rows.stream().map(ChangeCodec::masked).toList();
    }

    /** The row as a report may show it: the values of {@code env} are secrets by rule, and others may quote one. */
    public static Row masked(Row any) {
        if (any instanceof ProjectRow row) {
            return new ProjectRow(row.id(), row.path(), Secrets.masked(row.originUrl()), Secrets.masked(row.displayName()), row.registeredAt(), row.config().map(SafeDocument::text));
        }
        var row = (SessionRow) any;
        return new SessionRow(row.id(), row.project(), row.num(), Secrets.masked(row.issue()), row.kind(), row.harness(), row.activity(), row.activityLastAt(), row.terminated(), Secrets.masked(row.branch()),
            Secrets.masked(row.workspacePath()), Secrets.masked(row.agentSessionId()), Secrets.masked(row.prompt()), row.createdAt(), row.updatedAt(), Secrets.masked(row.displayName()));
    }

    /** Writes the members of a change into an object that is open. */
    static void write(JsonGenerator out, Change change) throws IOException {
        head(out, change);
        if (change instanceof Change.MakeFolder make) {
            out.writeStringField("mode", Integer.toOctalString(make.mode()));
        } else if (change instanceof Change.RemoveEmptyFolder remove) {
            out.writeStringField("mode", Integer.toOctalString(remove.mode()));
        } else if (change instanceof Change.CreateFile create) {
            content(out, create.content());
            print(out, "after", create.after());
            file(out, create.mode(), create.modified());
        } else if (change instanceof Change.ReplaceFile replace) {
            content(out, replace.content());
            print(out, "before", replace.before());
            print(out, "after", replace.after());
            file(out, replace.mode(), replace.modified());
        } else if (change instanceof Change.RemoveFile remove) {
            print(out, "before", remove.before());
            if (remove.copy().isPresent()) PathText.write(out, "copy", remove.copy().get());
        } else if (change instanceof Change.MoveEntry move) {
            PathText.write(out, "from", move.from());
            print(out, "entry", move.entry());
        } else if (change instanceof Change.CreateLink link) {
            out.writeStringField("text", link.text());
            out.writeStringField("modified", link.modified().toString());
        } else if (change instanceof Change.RemoveLink link) {
            out.writeStringField("text", link.text());
            out.writeStringField("modified", link.modified().toString());
        } else if (change instanceof Change.RestoreTime time) {
            out.writeStringField("listing", time.listing());
            out.writeStringField("modified", time.modified().toString());
        } else if (change instanceof Change.Rows rows) {
            rows(out, "inserts", rows.inserts());
            rows(out, "deletes", rows.deletes());
            cells(out, rows.updates());
            if (rows.bootChanges()) out.writeBooleanField("bootChanges", true);
        }
    }

    /** The word for the kind of a change. */
    public static String word(Change change) {
        if (change instanceof Change.MakeFolder) return "make-folder";
        if (change instanceof Change.RemoveEmptyFolder) return "remove-empty-folder";
        if (change instanceof Change.CreateFile) return "create-file";
        if (change instanceof Change.ReplaceFile) return "replace-file";
        if (change instanceof Change.RemoveFile) return "remove-file";
        if (change instanceof Change.MoveEntry) return "move-entry";
        if (change instanceof Change.CreateLink) return "create-link";
        if (change instanceof Change.RemoveLink) return "remove-link";
        return change instanceof Change.RestoreTime ? "restore-time" : "rows";
    }

    private static void head(JsonGenerator out, Change change) throws IOException {
        out.writeStringField("change", word(change));
        PathText.write(out, "target", change.target());
        about(out, change.about());
    }

    private static void about(JsonGenerator out, About about) throws IOException {
        out.writeStringField("for", about.purpose().word());
        if (!about.project().isEmpty()) out.writeStringField("project", about.project());
        if (!about.session().isEmpty()) out.writeStringField("session", about.session());
    }

    private static void file(JsonGenerator out, int mode, Instant modified) throws IOException {
        out.writeStringField("mode", Integer.toOctalString(mode));
        out.writeStringField("modified", modified.toString());
    }

    private static void content(JsonGenerator out, Content content) throws IOException {
        out.writeObjectFieldStart("content");
        if (content instanceof Content.Inline inline) {
            bytes(out, inline.bytes());
        } else if (content instanceof Content.CopyOf copy) {
            PathText.write(out, "copyOf", copy.file());
            print(out, "is", copy.content());
        } else if (content instanceof Content.Spliced spliced) {
            PathText.write(out, "spliced", spliced.file());
            print(out, "is", spliced.content());
            splices(out, spliced.splices());
        } else if (content instanceof Content.Repacked repacked) {
            PathText.write(out, "repacked", repacked.file());
            print(out, "is", repacked.content());
            splices(out, repacked.splices());
        } else if (content instanceof Content.Relocated relocated) {
            PathText.write(out, "relocated", relocated.file());
            print(out, "is", relocated.content());
            out.writeStringField("member", relocated.member());
            out.writeArrayFieldStart("renamings");
            for (var renaming : relocated.relocation().renamings()) {
                out.writeStartObject();
                out.writeStringField("from", renaming.from());
                out.writeStringField("to", renaming.to());
                out.writeEndObject();
            }
            out.writeEndArray();
        } else if (content instanceof Content.Gathered gathered) {
            PathText.write(out, "gathered", gathered.directory());
        } else if (content instanceof Content.EntryOf entry) {
            PathText.write(out, "entryOf", entry.store());
            print(out, "is", entry.content());
            out.writeNumberField("number", entry.number());
        } else if (content instanceof Content.Packed packed) {
            PathText.write(out, "packed", packed.manifest());
            PathText.write(out, "copies", packed.copies());
        } else if (content instanceof Content.Unpacked unpacked) {
            PathText.write(out, "unpacked", unpacked.archive());
            out.writeStringField("name", unpacked.name());
            print(out, "is", unpacked.content());
        } else if (content instanceof Content.Kept kept) {
            out.writeStringField("keptBy", kept.run());
            out.writeNumberField("seq", kept.seq());
        }
        out.writeEndObject();
    }

    private static void splices(JsonGenerator out, List<Splice> splices) throws IOException {
        out.writeArrayFieldStart("splices");
        for (var splice : splices) {
            out.writeStartObject();
            out.writeNumberField("at", splice.at());
            out.writeNumberField("length", splice.length());
            bytes(out, splice.bytes());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** A few bytes as text, if text gives them back: an operator can read it. More of them cost too much as text. */
    private static void bytes(JsonGenerator out, byte[] bytes) throws IOException {
        if (bytes.length > READABLE) {
            base64(out, bytes);
            return;
        }
        var text = new String(bytes, StandardCharsets.UTF_8);
        if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) out.writeStringField("text", text);
        else base64(out, bytes);
    }

    /** The JDK's own coder is several times as fast as the generator's. */
    private static void base64(JsonGenerator out, byte[] bytes) throws IOException {
        var coded = Base64.getEncoder().encode(bytes);
        out.writeFieldName(INLINE);
        out.writeRawUTF8String(coded, 0, coded.length);
    }

    private static byte[] bytes(JsonNode node) {
        if (node.has("text")) return node.get("text").textValue().getBytes(StandardCharsets.UTF_8);
        try {
            return node.required(INLINE).binaryValue();
        } catch (IOException e) {
            throw new IllegalArgumentException("not Base64: " + e.getMessage(), e);
        }
    }

    private static void print(JsonGenerator out, String name, Fingerprint print) throws IOException {
        out.writeObjectFieldStart(name);
        if (print instanceof Fingerprint.FileContent file) {
            out.writeStringField("sha256", file.sha256());
            out.writeNumberField("size", file.size());
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

    private static void rows(JsonGenerator out, String name, List<Row> rows) throws IOException {
        if (rows.isEmpty()) return;
        out.writeArrayFieldStart(name);
        for (var row : rows) {
            out.writeStartObject();
            out.writeStringField("table", row.table().word());
            var values = row.values();
            for (int i = 0; i < values.size(); i++) {
                out.writeFieldName(row.table().columns().get(i));
                if (values.get(i) instanceof Integer number) out.writeNumber(number);
                else out.writeString((String) values.get(i));
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void cells(JsonGenerator out, List<CellChange> cells) throws IOException {
        if (cells.isEmpty()) return;
        out.writeArrayFieldStart("updates");
        for (var cell : cells) {
            out.writeStartObject();
            out.writeStringField("table", cell.table());
            out.writeStringField("column", cell.column());
            out.writeStringField("from", cell.from());
            out.writeStringField("to", cell.to());
            out.writeNumberField("rows", cell.rows());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static List<CellChange> cells(JsonNode array) {
        var cells = new ArrayList<CellChange>(array.size());
        for (var node : array) {
            cells.add(new CellChange(node.required("table").textValue(), node.required("column").textValue(), node.required("from").textValue(), node.required("to").textValue(),
                node.required("rows").longValue()));
        }
        return cells;
    }

    /** The change in an object; the inverse of {@link #write}. */
    static Change read(JsonNode node) {
        var target = PathText.read(node, "target");
        var about = new About(Purpose.of(node.required("for").textValue()), node.path("project").asText(""), node.path("session").asText(""));
        return switch (node.required("change").textValue()) {
            case "make-folder" -> new Change.MakeFolder(target, mode(node), about);
            case "remove-empty-folder" -> new Change.RemoveEmptyFolder(target, mode(node), about);
            case "create-file" -> new Change.CreateFile(target, content(node), print(node.required("after")), mode(node), modified(node), about);
            case "replace-file" -> new Change.ReplaceFile(target, content(node), file(node.required("before")),
                file(node.required("after")), mode(node), modified(node), about);
            case "remove-file" -> new Change.RemoveFile(target, print(node.required("before")),
                node.has("copy") ? Optional.of(PathText.read(node, "copy")) : Optional.empty(), about);
            case "move-entry" -> new Change.MoveEntry(PathText.read(node, "from"), target, print(node.required("entry")), about);
            case "create-link" -> new Change.CreateLink(target, node.required("text").textValue(), modified(node), about);
            case "remove-link" -> new Change.RemoveLink(target, node.required("text").textValue(), modified(node), about);
            case "restore-time" -> new Change.RestoreTime(target, node.required("listing").textValue(), modified(node), about);
            case "rows" -> new Change.Rows(target, rows(node.path("inserts")), rows(node.path("deletes")), cells(node.path("updates")),
                node.path("bootChanges").booleanValue(), about);
            default -> throw new IllegalArgumentException("no such change: " + node.get("change"));
        };
    }

    private static int mode(JsonNode node) {
        return Integer.parseInt(node.required("mode").textValue(), 8);
    }

    private static Instant modified(JsonNode node) {
        return UtcText.parse(node.required("modified").textValue());
    }

    private static Content content(JsonNode change) {
        var node = change.get("content");
        if (node == null) return new Content.Unread();
        if (node.has("copyOf")) return new Content.CopyOf(PathText.read(node, "copyOf"), file(node.required("is")));
        if (node.has("gathered")) return new Content.Gathered(PathText.read(node, "gathered"));
        if (node.has("entryOf")) return new Content.EntryOf(PathText.read(node, "entryOf"), file(node.required("is")), node.required("number").intValue());
        if (node.has("packed")) return new Content.Packed(PathText.read(node, "packed"), PathText.read(node, "copies"));
        if (node.has("unpacked")) return new Content.Unpacked(PathText.read(node, "unpacked"), node.required("name").textValue(), file(node.required("is")));
        if (node.has("spliced")) return new Content.Spliced(PathText.read(node, "spliced"), file(node.required("is")), splices(node.required("splices")));
        if (node.has("repacked")) return new Content.Repacked(PathText.read(node, "repacked"), file(node.required("is")), splices(node.required("splices")));
        if (node.has("relocated")) return new Content.Relocated(PathText.read(node, "relocated"), file(node.required("is")), node.required("member").textValue(), relocation(node.required("renamings")));
        if (node.has("keptBy")) return new Content.Kept(node.get("keptBy").textValue(), node.required("seq").longValue());
        return new Content.Inline(bytes(node));
    }

    private static Relocation relocation(JsonNode array) {
        var renamings = new ArrayList<Relocation.Renaming>(array.size());
        for (var node : array) renamings.add(new Relocation.Renaming(node.required("from").textValue(), node.required("to").textValue()));
        return new Relocation(renamings);
    }

    private static List<Splice> splices(JsonNode array) {
        var splices = new ArrayList<Splice>(array.size());
        for (var node : array) splices.add(new Splice(node.required("at").longValue(), node.required("length").intValue(), bytes(node)));
        return splices;
    }

    private static Fingerprint print(JsonNode node) {
        if (node.has("folder")) return Fingerprint.FOLDER;
        if (node.has("link")) return new Fingerprint.Link(node.get("link").textValue());
        if (node.has("worktree")) return new Fingerprint.Worktree(node.get("worktree").textValue());
        if (node.has("unreadable")) return new Fingerprint.Unreadable(node.get("unreadable").longValue());
        return node.has("schema") ? new Fingerprint.Database(node.get("schema").textValue(), node.required("rows").longValue()) : file(node);
    }

    private static Fingerprint.FileContent file(JsonNode node) {
        return new Fingerprint.FileContent(node.required("sha256").textValue(), node.required("size").longValue());
    }

    private static List<Row> rows(JsonNode array) {
        var rows = new ArrayList<Row>(array.size());
        for (var node : array) {
            var table = Table.of(node.required("table").textValue());
            var values = new ArrayList<>(table.columns().size());
            for (var column : table.columns()) {
                var value = node.required(column);
                values.add(value.isNumber() ? (Object) value.intValue() : value.textValue());
            }
            rows.add(Row.of(table, values));
        }
        return rows;
    }
}
