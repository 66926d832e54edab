package ao.plan;

import ao.read.HashedFolder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What the sessions of a project are called when several folders become one: the newest keeps its id, a duplicate is
 * called {@code <id>__from-<hash>}, and an archived one also tells when it was archived.
 */
final class SessionNames {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** A record with the id that its session has from now on. */
    record Named(HashedFolder folder, HashedFolder.Record record, String name) {
        boolean renamed() {
            return !name.equals(record.id());
        }
    }

    /** When a session was made, and when its record was last written: the newer one is the session that went on. */
    record Age(Optional<Instant> created, Instant modified) { }

    private final Function<HashedFolder.Record, Age> age;
    private final Set<String> used = new HashSet<>();

    /** @param age asked of duplicates only */
    SessionNames(Function<HashedFolder.Record, Age> age) {
        this.age = age;
    }

    /** Names the records of these folders, live ones first, each folder's in the order given. */
    List<Named> name(List<HashedFolder> folders) {
        var live = new HashMap<String, List<Named>>();
        var archived = new HashMap<String, List<Named>>();
        for (var folder : folders) {
            folder.records().forEach(r -> live.computeIfAbsent(r.id(), k -> new ArrayList<>(1)).add(new Named(folder, r, r.id())));
            folder.archives().forEach(r -> archived.computeIfAbsent(r.id(), k -> new ArrayList<>(1)).add(new Named(folder, r, r.id())));
        }
        used.addAll(live.keySet());
        used.addAll(archived.keySet());
        var names = new IdentityHashMap<HashedFolder.Record, String>();
        live.values().stream().filter(some -> some.size() > 1).forEach(some -> rename(some, newest(some), names));
        archived.forEach((id, some) -> {
            if (live.containsKey(id)) rename(some, Optional.empty(), names);
            else if (some.size() > 1) rename(some, latest(some), names);
        });
        var named = new ArrayList<Named>();
        for (var folder : folders) {
            for (var record : folder.records()) named.add(new Named(folder, record, names.getOrDefault(record, record.id())));
            for (var record : folder.archives()) named.add(new Named(folder, record, names.getOrDefault(record, record.id())));
        }
        return named;
    }

    private void rename(List<Named> some, Optional<Named> keeps, Map<HashedFolder.Record, String> names) {
        for (var one : some) {
            if (keeps.isEmpty() || keeps.get() != one) names.put(one.record(), alias(one.folder(), one.record()));
        }
    }

    private Optional<Named> newest(List<Named> some) {
        var ages = new HashMap<HashedFolder.Record, Age>();
        some.forEach(one -> ages.put(one.record(), age.apply(one.record())));
        return some.stream().max(Comparator.comparing((Named one) -> ages.get(one.record()).created().orElse(Instant.MIN))
            .thenComparing(one -> ages.get(one.record()).modified()).thenComparing(one -> one.record().file()));
    }

    private static Optional<Named> latest(List<Named> some) {
        return some.stream().max(Comparator.comparing((Named one) -> one.record().archived().orElse(Instant.MIN)).thenComparing(one -> one.record().file()));
    }

    /** A name that no other session has. */
    String alias(HashedFolder folder, HashedFolder.Record record) {
        var alias = record.id() + "__from-" + folder.hash() + record.archived().map(at -> "-" + STAMP.format(at)).orElse("");
        var free = alias;
        for (int i = 2; !used.add(free); i++) free = alias + "-" + i;
        return free;
    }
}
