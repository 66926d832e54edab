package ao.read;

import ao.model.Finding;
import ao.model.LegacyProject;
import java.nio.file.Path;
import java.util.List;

/**
 * A legacy registry with its overlays.
 *
 * @param file     the registry's own file, whether or not it exists
 * @param projects by id, in byte order
 * @param others   what it says beside its projects, each group as text
 */
public record Registry(Path file, boolean exists, List<LegacyProject> projects, LegacyProject.Defaults defaults,
                       java.util.Map<String, String> storageKeys, List<LegacyProject.SettingValue> others, List<Finding> findings) { }
