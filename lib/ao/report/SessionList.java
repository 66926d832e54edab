package ao.report;

import ao.journal.RemarkCodec;
import ao.model.Finding;
import ao.read.Json;
import ao.report.StoreView.SessionView;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Sessions or findings for pipes: a table, lines of fields between tabs, lines of JSON, or ids alone. */
public final class SessionList {
    private static final List<String> HEADS = List.of("STORE", "PROJECT", "SESSION", "KIND", "STATUS", "AGENT", "RESUME", "CHANGED", "BRANCH", "WORKTREE", "RESUME COMMAND OR REASON");

    private SessionList() { }

    /** How the list looks. */
    public enum Format { TABLE, TSV, JSONL, IDS }

    /** Reads the stores and prints their sessions. */
    public static List<Inspected> sessions(List<StoreView> stores, InspectFilter filter, Format format, int width, PrintStream out) {
        var table = new TextTable(HEADS.subList(1, HEADS.size() - 1).toArray(String[]::new)).sparing("WORKTREE", "BRANCH", "CHANGED", "KIND", "AGENT");
        if (format == Format.TSV) out.println(String.join("\t", HEADS));
        var all = new ArrayList<Inspected>();
        for (var store : stores) {
            all.add(Inspected.of(store, filter, 0, session -> {
                switch (format) {
                    case IDS -> out.println(field(session.id()));
                    case TSV -> out.println(String.join("\t", fields(store, session).stream().map(SessionList::field).toList()));
                    case JSONL -> json(out, g -> InspectJson.session(g, store, session));
                    case TABLE -> {
                        var fields = fields(store, session);
                        table.add(fields.subList(1, fields.size() - 1).toArray(String[]::new));
                    }
                }
            }, finding -> { }));
        }
        if (format == Format.TABLE) table.lines(width).forEach(out::println);
        return all;
    }

    private static List<String> fields(StoreView store, SessionView s) {
        return List.of(store.path(), s.project(), s.id(), s.kind(), s.status(), s.agent(), s.resume().kind().words(), s.changed().toString(), s.branch(), s.worktree(),
            s.resume().command().isEmpty() ? s.resume().reason() : Plain.command(s.resume().command()));
    }

    /** A field of a line may hold no tab and no line end. */
    private static String field(String text) {
        return Plain.of(text);
    }

    /** Reads the stores and prints what was found in them. */
    public static List<Inspected> findings(List<StoreView> stores, InspectFilter filter, Format format, int width, PrintStream out) {
        var table = new TextTable("CODE", "SEVERITY", "CATEGORY", "PROJECT", "SUBJECT", "PATH", "FOUND").sparing("FOUND", "PATH", "CATEGORY");
        var ids = new HashSet<String>();
        if (format == Format.TSV) out.println(String.join("\t", "CODE", "SEVERITY", "CATEGORY", "PROJECT", "SUBJECT", "PATH", "MESSAGE", "EXPECTED", "FOUND", "FIX"));
        var all = new ArrayList<Inspected>();
        for (var store : stores) all.add(Inspected.of(store, filter, 0, session -> { }, f -> {
            var path = f.subject().path().map(java.nio.file.Path::toString).orElse("");
            switch (format) {
                case IDS -> {
                    if (ids.add(f.subject().id())) out.println(field(f.subject().id()));
                }
                case JSONL -> json(out, g -> RemarkCodec.write(g, f));
                case TSV -> out.println(String.join("\t", List.of(f.code(), f.severity().word(), f.category().words(), f.subject().project(), f.subject().id(), path, f.message(), f.expected().orElse(""),
                    f.found().orElse(""), f.fix().map(Finding.Fix::command).map(Plain::command).orElse("")).stream().map(SessionList::field).toList()));
                case TABLE -> table.add(f.code(), f.severity().word(), f.category().words(), f.subject().project(), f.subject().id(), path, f.found().orElse(""));
            }
        }));
        if (format == Format.TABLE) table.lines(width).forEach(out::println);
        return all;
    }

    private static void json(PrintStream out, Envelope.Body body) {
        try (var line = new java.io.StringWriter(); var g = Json.MAPPER.getFactory().createGenerator(line).setCharacterEscapes(new TerminalEscapes())) {
            body.write(g);
            g.flush();
            out.println(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
