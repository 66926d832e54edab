package ao.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A key=value record as the JSON record that the project layout holds for it (golden set d): keys in the recorded
 * order, {@code statePayload} as the lifecycle, ports under {@code dashboard}.
 */
public final class KeyValueConversion {
    private static final List<String> TEXT_FIRST = List.of("project", "agent", "createdAt", "branch", "tmuxName",
        "issue", "pr", "summary", "restoredAt", "role", "worktree", "opencodeSessionId", "pinnedSummary", "userPrompt");
    private static final Map<String, String> PORTS = new LinkedHashMap<>();
    private static final List<String> TEXT_LATER = List.of("agentReportedState", "agentReportedAt",
        "agentReportedNote", "agentReportedPrUrl", "agentReportedPrNumber", "agentReportedPrIsDraft",
        "reportWatcherLastAuditedAt", "reportWatcherActiveTrigger", "reportWatcherTriggerActivatedAt",
        "reportWatcherTriggerCount", "lifecycleEvidence", "detectingAttempts", "detectingStartedAt",
        "detectingEvidenceHash");
    private static final Pattern INTEGER_KEY = Pattern.compile("0|[1-9]\\d{0,9}");
    private static final BigInteger LARGEST_INDEX = BigInteger.valueOf(4_294_967_294L);
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    static {
        PORTS.put("dashboardPort", "port");
        PORTS.put("terminalWsPort", "terminalWsPort");
        PORTS.put("directTerminalWsPort", "directTerminalWsPort");
    }

    private KeyValueConversion() { }

    /**
     * The converted record.
     *
     * @param leftOut pairs with a value that the recorded conversion has no place for
     */
    public record Converted(ObjectNode record, Map<String, String> leftOut) { }

    /** Converts a whole file. */
    public static Converted convert(String text) {
        var pairs = KeyValueText.parse(text);
        var values = new LinkedHashMap<String, JsonNode>();
        var leftOut = new LinkedHashMap<String, String>();
        var rest = new LinkedHashMap<>(pairs);
        TEXT_FIRST.forEach(key -> moveText(rest, key, values));
        convertFlag(rest, values, leftOut);
        convertHandle(rest, values);
        convertState(rest, values, leftOut);
        convertPorts(rest, values, leftOut);
        TEXT_LATER.forEach(key -> moveText(rest, key, values));
        rest.forEach((key, value) -> {
            if (key.equals("__proto__")) leftOut.put(key, value);
            else values.put(key, node(value));
        });
        return new Converted(inJavaScriptOrder(values), leftOut);
    }

    private static void moveText(Map<String, String> from, String key, Map<String, JsonNode> to) {
        var value = from.remove(key);
        if (value != null && !value.isEmpty()) to.put(key, node(value));
    }

    private static void convertFlag(Map<String, String> rest, Map<String, JsonNode> values, Map<String, String> leftOut) {
        var flag = rest.remove("prAutoDetect");
        if ("on".equals(flag) || "off".equals(flag)) {
            values.put("prAutoDetect", Json.MAPPER.getNodeFactory().booleanNode(flag.equals("on")));
        } else if (flag != null && !flag.isEmpty()) {
            leftOut.put("prAutoDetect", flag);
        }
    }

    private static void convertHandle(Map<String, String> rest, Map<String, JsonNode> values) {
        var handle = rest.remove("runtimeHandle");
        if (handle != null && !handle.isEmpty()) values.put("runtimeHandle", Json.parse(handle).orElse(node(handle)));
    }

    private static void convertState(Map<String, String> rest, Map<String, JsonNode> values, Map<String, String> leftOut) {
        var payload = rest.remove("statePayload");
        var version = rest.remove("stateVersion");
        var parsed = payload == null || payload.isEmpty() ? Optional.<JsonNode>empty() : Json.parse(payload);
        if (parsed.isPresent()) {
            values.put("lifecycle", parsed.get());
            rest.remove("lifecycle");
        } else if (payload != null && !payload.isEmpty()) {
            values.put("statePayload", node(payload));
        }
        if (version != null && !version.isEmpty() && parsed.isEmpty()) leftOut.put("stateVersion", version);
        if (parsed.filter(JavaScript::truthy).isPresent()) {
            var status = rest.remove("status");
            if (status != null && !status.isEmpty()) leftOut.put("status", status);
        } else {
            moveText(rest, "status", values);
        }
    }

    private static void convertPorts(Map<String, String> rest, Map<String, JsonNode> values, Map<String, String> leftOut) {
        rest.remove("dashboard");
        var dashboard = Json.MAPPER.createObjectNode();
        PORTS.forEach((key, name) -> {
            var text = rest.remove(key);
            if (text == null || text.isEmpty()) return;
            var number = number(text);
            if (number.isPresent()) dashboard.set(name, number(number.get()));
            else leftOut.put(key, text);
        });
        if (!dashboard.isEmpty()) values.put("dashboard", dashboard);
    }

    private static Optional<Double> number(String text) {
        if (text.matches("0[xX][0-9a-fA-F]+")) return Optional.of(new BigInteger(text.substring(2), 16).doubleValue());
        return DECIMAL.matcher(text).matches()
            ? Optional.of(Double.parseDouble(text)).filter(v -> !v.isInfinite()) : Optional.empty();
    }

    private static JsonNode number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1L << 53
            ? Json.MAPPER.getNodeFactory().numberNode((long) value) : Json.MAPPER.getNodeFactory().numberNode(value);
    }

    private static JsonNode node(String text) {
        return Json.MAPPER.getNodeFactory().textNode(text);
    }

    private static ObjectNode inJavaScriptOrder(Map<String, JsonNode> values) {
        var indexed = new TreeMap<Long, String>();
        values.keySet().forEach(key -> {
            if (INTEGER_KEY.matcher(key).matches() && new BigInteger(key).compareTo(LARGEST_INDEX) <= 0) {
                indexed.put(Long.parseLong(key), key);
            }
        });
        var record = Json.MAPPER.createObjectNode();
        indexed.values().forEach(key -> record.set(key, values.get(key)));
        values.forEach((key, value) -> {
            if (!record.has(key)) record.set(key, value);
        });
        return record;
    }

    /** The bytes that the legacy migration writes for a record: two-space indentation and a final newline. */
    public static String bytes(ObjectNode record) {
        return indented(record) + "\n";
    }

    /** An object over several lines, as the legacy software indents it. */
    static String indented(ObjectNode object) {
        var indenter = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER).withObjectEmptySeparator("").withArrayEmptySeparator(""))
            .withObjectIndenter(indenter).withArrayIndenter(indenter);
        try {
            return Json.MAPPER.writer(printer).writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }
}
