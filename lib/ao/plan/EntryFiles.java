package ao.plan;

import ao.model.Fingerprint.FileContent;
import ao.model.Fingerprint.FolderContent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/**
 * The entries of an OpenClaw store file as the files of a folder.
 *
 * @param store    the store file
 * @param content  what it holds
 * @param without  the entries that do not come along, by their numbers in the store file
 * @param made     what is in the folder then
 * @param mode     of the folder
 * @param fileMode of each file
 * @param modified the time that each file gets
 */
public record EntryFiles(Path store, FileContent content, Set<Integer> without, FolderContent made, int mode, int fileMode, Instant modified) { }
