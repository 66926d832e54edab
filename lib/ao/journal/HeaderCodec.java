package ao.journal;

import ao.model.StoreKind;
import ao.plan.Gate;
import ao.plan.PlanHeader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The head of a plan as JSON. */
final class HeaderCodec {
    /** The version of the format of plan files. */
    static final int VERSION = 1;

    private HeaderCodec() { }

    static ObjectNode write(PlanHeader header) {
        var node = JsonNodeFactory.instance.objectNode();
        node.put("plan", VERSION).put("command", header.command()).put("madeAt", header.madeAt().toString());
        if (!header.undoes().isEmpty()) node.put("undoes", header.undoes());
        if (!header.run().isEmpty()) node.put("run", header.run());
        header.argv().forEach(node.putArray("argv")::add);
        var stores = node.putArray("stores");
        header.stores().forEach(s -> stores.addObject().put("kind", s.kind().word()).put("path", s.path().toString()));
        var locks = node.putArray("locks");
        header.locks().forEach(p -> locks.add(p.toString()));
        var gates = node.putArray("gates");
        header.gates().forEach(g -> gate(gates.addObject(), g));
        return node;
    }

    private static void gate(ObjectNode node, Gate gate) {
        if (gate instanceof Gate.DaemonStopped daemon) {
            node.put("gate", "daemon-stopped").put("database", daemon.database().toString())
                .put("runFile", daemon.runFile().toString()).put("assumeStopped", daemon.assumeStopped());
        } else if (gate instanceof Gate.Schema schema) {
            node.put("gate", "schema").put("database", schema.database().toString()).put("version", schema.version()).put("stamp", schema.stamp());
        } else if (gate instanceof Gate.LegacyStopped legacy) {
            node.put("gate", "legacy-stopped").put("root", legacy.root().toString()).put("allowLive", legacy.allowLive())
                .put("assumeStopped", legacy.assumeStopped()).put("moves", legacy.moves()).put("ignoreTmux", legacy.ignoreTmux());
            legacy.projects().forEach(node.putArray("projects")::add);
            legacy.home().ifPresent(home -> node.put("home", home.toString()));
        } else if (gate instanceof Gate.ClaudeStopped claude) {
            node.put("gate", "claude-stopped").put("claude", claude.claude().toString()).put("assumeStopped", claude.assumeStopped());
            claude.directories().forEach(node.putArray("directories")::add);
        } else if (gate instanceof Gate.OpenclawStopped openclaw) {
            node.put("gate", "openclaw-stopped").put("state", openclaw.state().toString()).put("assumeStopped", openclaw.assumeStopped());
            var stopped = node.putArray("stores");
            openclaw.stores().forEach(s -> stopped.add(s.toString()));
        } else if (gate instanceof Gate.Unchanged unchanged) {
            PathText.put(node.put("gate", "unchanged"), "place", unchanged.place()).put("stamp", unchanged.stamp()).put("use", unchanged.use().name().toLowerCase(Locale.ROOT));
        } else if (gate instanceof Gate.Owner owner) {
            node.put("gate", "owner").put("place", owner.place().toString());
        }
    }

    static PlanHeader read(JsonNode node) {
        var stores = new ArrayList<PlanHeader.Store>();
        node.required("stores").forEach(s -> stores.add(new PlanHeader.Store(
            StoreKind.valueOf(s.required("kind").textValue().toUpperCase(Locale.ROOT)), path(s, "path"))));
        var gates = new ArrayList<Gate>();
        node.required("gates").forEach(g -> gates.add(gate(g)));
        return new PlanHeader(node.required("command").textValue(), texts(node.required("argv")),
            Instant.parse(node.required("madeAt").textValue()), stores,
            texts(node.required("locks")).stream().map(Path::of).toList(), gates, node.path("undoes").asText(""), node.path("run").asText(""));
    }

    private static Gate gate(JsonNode node) {
        return switch (node.required("gate").textValue()) {
            case "daemon-stopped" -> new Gate.DaemonStopped(path(node, "database"), path(node, "runFile"), flag(node, "assumeStopped"));
            case "unchanged" -> new Gate.Unchanged(PathText.read(node, "place"), node.required("stamp").textValue(),
                Gate.Unchanged.Use.valueOf(node.required("use").textValue().toUpperCase(Locale.ROOT)));
            case "schema" -> new Gate.Schema(path(node, "database"), node.required("version").longValue(), node.required("stamp").textValue());
            case "legacy-stopped" -> new Gate.LegacyStopped(path(node, "root"),
                Optional.ofNullable(node.path("home").textValue()).map(Path::of), texts(node.required("projects")),
                flag(node, "allowLive"), flag(node, "assumeStopped"), flag(node, "moves"), flag(node, "ignoreTmux"));
            case "claude-stopped" -> new Gate.ClaudeStopped(path(node, "claude"), texts(node.required("directories")), flag(node, "assumeStopped"));
            case "openclaw-stopped" -> new Gate.OpenclawStopped(texts(node.required("stores")).stream().map(Path::of).toList(), path(node, "state"), flag(node, "assumeStopped"));
            case "owner" -> new Gate.Owner(path(node, "place"));
            default -> throw new IllegalArgumentException("no such gate: " + node.get("gate"));
        };
    }

    private static Path path(JsonNode node, String name) {
        return Path.of(node.required(name).textValue());
    }

    private static boolean flag(JsonNode node, String name) {
        return node.required(name).booleanValue();
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(n -> texts.add(n.textValue()));
        return texts;
    }
}
