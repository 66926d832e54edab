package ao.journal;

import ao.model.Secrets;
import ao.model.CellChange;
import ao.model.Fingerprint;
import ao.model.ProjectRow;
import ao.model.Row;
import ao.model.SessionRow;
import ao.model.Table;
import ao.plan.About;
import ao.plan.Change;
import ao.plan.Content;
import ao.plan.EntryFiles;
import ao.plan.Purpose;
import ao.read.SafeDocument;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Changes as JSON: one object a change, named by {@code change}; the format of plan files. */
public final class ChangeCodec {
    private ChangeCodec() { }

    /** Writes the members of a change for a report: without values that nobody may see, and without bytes. */
    public static void show(JsonGenerator out, Change change) throws IOException {
        if (change instanceof Change.CreateFile create && create.content() instanceof Content.Inline) {
            head(out, change);
            FingerprintCodec.write(out, "after", create.after());
        } else if (change instanceof Change.CreateFile create && create.content() instanceof Content.Spliced) {
            head(out, change);
            FingerprintCodec.write(out, "after", create.after());
        } else if (change instanceof Change.ReplaceFile replace && !(replace.content() instanceof Content.Kept)) {
            head(out, change);
            FingerprintCodec.write(out, "before", replace.before());
            FingerprintCodec.write(out, "after", replace.after());
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
            ContentCodec.write(out, create.content());
            FingerprintCodec.write(out, "after", create.after());
            file(out, create.mode(), create.modified());
        } else if (change instanceof Change.MakeEntries make) {
            entries(out, make.files());
        } else if (change instanceof Change.ReplaceFile replace) {
            ContentCodec.write(out, replace.content());
            FingerprintCodec.write(out, "before", replace.before());
            FingerprintCodec.write(out, "after", replace.after());
            file(out, replace.mode(), replace.modified());
        } else if (change instanceof Change.RemoveFile remove) {
            FingerprintCodec.write(out, "before", remove.before());
            if (remove.copy().isPresent()) PathText.write(out, "copy", remove.copy().get());
        } else if (change instanceof Change.MoveEntry move) {
            PathText.write(out, "from", move.from());
            FingerprintCodec.write(out, "entry", move.entry());
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
        if (change instanceof Change.MakeEntries) return "make-entries";
        if (change instanceof Change.ReplaceFile) return "replace-file";
        if (change instanceof Change.RemoveFile) return "remove-file";
        if (change instanceof Change.MoveEntry) return "move-entry";
        if (change instanceof Change.CreateLink) return "create-link";
        if (change instanceof Change.RemoveLink) return "remove-link";
        return change instanceof Change.RestoreTime ? "restore-time" : "rows";
    }

    private static void entries(JsonGenerator out, EntryFiles files) throws IOException {
        PathText.write(out, "store", files.store());
        FingerprintCodec.write(out, "is", files.content());
        out.writeArrayFieldStart("without");
        for (int number : files.without()) out.writeNumber(number);
        out.writeEndArray();
        FingerprintCodec.write(out, "made", files.made());
        out.writeStringField("fileMode", Integer.toOctalString(files.fileMode()));
        file(out, files.mode(), files.modified());
    }

    private static EntryFiles entries(JsonNode node) {
        var without = new TreeSet<Integer>();
        node.required("without").forEach(number -> without.add(number.intValue()));
        return new EntryFiles(PathText.read(node, "store"), FingerprintCodec.file(node.required("is")), without, (Fingerprint.FolderContent) FingerprintCodec.read(node.required("made")), mode(node, "mode"), mode(node, "fileMode"), modified(node));
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
            case "create-file" -> new Change.CreateFile(target, ContentCodec.read(node), FingerprintCodec.read(node.required("after")), mode(node), modified(node), about);
            case "make-entries" -> new Change.MakeEntries(target, entries(node), about);
            case "replace-file" -> new Change.ReplaceFile(target, ContentCodec.read(node), FingerprintCodec.file(node.required("before")),
                FingerprintCodec.file(node.required("after")), mode(node), modified(node), about);
            case "remove-file" -> new Change.RemoveFile(target, FingerprintCodec.read(node.required("before")),
                node.has("copy") ? Optional.of(PathText.read(node, "copy")) : Optional.empty(), about);
            case "move-entry" -> new Change.MoveEntry(PathText.read(node, "from"), target, FingerprintCodec.read(node.required("entry")), about);
            case "create-link" -> new Change.CreateLink(target, node.required("text").textValue(), modified(node), about);
            case "remove-link" -> new Change.RemoveLink(target, node.required("text").textValue(), modified(node), about);
            case "restore-time" -> new Change.RestoreTime(target, node.required("listing").textValue(), modified(node), about);
            case "rows" -> new Change.Rows(target, rows(node.path("inserts")), rows(node.path("deletes")), cells(node.path("updates")),
                node.path("bootChanges").booleanValue(), about);
            default -> throw new IllegalArgumentException("no such change: " + node.get("change"));
        };
    }

    private static int mode(JsonNode node) {
        return mode(node, "mode");
    }

    private static int mode(JsonNode node, String name) {
        return Integer.parseInt(node.required(name).textValue(), 8);
    }

    private static Instant modified(JsonNode node) {
        return UtcText.parse(node.required("modified").textValue());
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
