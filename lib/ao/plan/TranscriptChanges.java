package ao.plan;

import ao.model.Transcript;
import ao.model.Transcript.Beginning;
import ao.model.Transcript.File;
import ao.model.Transcript.Found;
import ao.model.Transcript.Free;
import ao.model.Transcript.Taken;
import ao.model.Transcript.Unusable;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The changes that file a transcript under its session's new directory: copies, never moves (D21, D31). */
final class TranscriptChanges {
    private static final int PRIVATE_FOLDER = 0700;
    private static final int PRIVATE_FILE = 0600;

    private final Set<Path> folders = new HashSet<>();
    private final PlanSink sink;
    private final ImportSummary summary;

    TranscriptChanges(PlanSink sink, ImportSummary summary) {
        this.sink = sink;
        this.summary = summary;
    }

    /** Plans the copies; says in the summary what cannot be copied. */
    void plan(String project, String session, Transcript transcript) {
        if (transcript instanceof Unusable unusable) unusable(project, session, unusable);
        if (!(transcript instanceof Found found)) return;
        found.leftOut().forEach(one -> unusable(project, session, one));
        for (var folder : found.folders()) {
            if (folders.add(folder)) {
                sink.change(new Change.MakeFolder(folder, PRIVATE_FOLDER, new About(Purpose.FOLDER, project, "")));
            }
        }
        for (int i = 0; i < found.files().size(); i++) {
            var purpose = i == 0 ? Purpose.TRANSCRIPT : Purpose.SIDE_FILE;
            file(found.files().get(i), new About(purpose, project, session));
        }
    }

    private void file(File file, About about) {
        var copy = new Content.CopyOf(file.source(), file.content());
        if (file.standing() instanceof Free) {
            sink.change(new Change.CreateFile(file.destination(), copy, file.content(), PRIVATE_FILE, file.modified(), about));
        } else if (file.standing() instanceof Beginning beginning) {
            sink.change(new Change.ReplaceFile(file.destination(), copy, beginning.content(), file.content(), PRIVATE_FILE,
                file.modified(), about));
        } else {
            if (file.standing() instanceof Taken taken) {
                summary.problem(about.project() + "/" + about.session() + ": " + file.destination() + " is "
                    + taken.what() + " and stays; compare it with " + file.source());
            }
            return;
        }
        if (about.purpose() == Purpose.TRANSCRIPT) summary.transcript();
    }

    private void unusable(String project, String session, Unusable unusable) {
        summary.problem(project + "/" + session + ": " + unusable.file() + " was not copied: " + unusable.why());
    }
}
