package ao.cli;

import ao.model.AoException;
import ao.read.Failures;
import ao.report.Envelope;
import ao.report.Plain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;

/** Says what came of reading a snapshot back. */
public final class SnapshotText {
    private SnapshotText() { }

    /** Verifies a snapshot and reports it. */
    public static Exit verify(Session session, CommonOptions common, String command, Path snapshot) {
        var complaints = new ArrayList<String>();
        SnapshotRestoring.Verified verified;
        try {
            verified = new SnapshotRestoring(snapshot).verify(session.progress(common), complaints::add);
        } catch (IOException e) {
            throw new AoException.Unreadable("snapshot-broken", snapshot + ": " + Failures.sentence(e), "");
        }
        var exit = complaints.isEmpty() ? Exit.OK : Exit.FINDINGS;
        if (common.json()) {
            Envelope.write(session.console().out(), Start.head(command, session), "inspect", exit::code, "", out -> {
                out.writeObjectFieldStart("report");
                out.writeStringField("madeAt", verified.head().madeAt().toString());
                out.writeNumberField("files", verified.files());
                out.writeNumberField("bytes", verified.bytes());
                out.writeNumberField("missing", verified.missing());
                out.writeArrayFieldStart("problems");
                for (var complaint : complaints) out.writeString(complaint);
                out.writeEndArray();
                out.writeEndObject();
            });
            return exit;
        }
        var out = session.console().out();
        complaints.forEach(c -> out.println(Plain.of(c)));
        int damaged = complaints.size() - verified.missing();
        out.println((complaints.isEmpty() ? "whole: " : damaged > 0 ? damaged + " of " : "") + Plain.count((int) verified.files(), "file", "files")
            + (damaged == 0 ? " read back and as the manifest of " : " not as the manifest of ") + verified.head().madeAt() + " says"
            + (verified.missing() > 0 ? "; not whole: " + verified.missing() + " could not be kept when it was made" : ""));
        return exit;
    }
}
