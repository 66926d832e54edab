package ao.journal;

import ao.model.Relocation;
import ao.model.Splice;
import ao.plan.Content;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Where the bytes of changes come from, as JSON. */
final class ContentCodec {
    /** The member that holds bytes, in Base64. */
    static final String INLINE = "inline";
    private static final int READABLE = 512;

    private ContentCodec() { }

    /** Writes where bytes come from, as a member of an object that is open. */
    static void write(JsonGenerator out, Content content) throws IOException {
        out.writeObjectFieldStart("content");
        if (content instanceof Content.Inline inline) {
            bytes(out, inline.bytes());
        } else if (content instanceof Content.CopyOf copy) {
            PathText.write(out, "copyOf", copy.file());
            FingerprintCodec.write(out, "is", copy.content());
        } else if (content instanceof Content.Spliced spliced) {
            PathText.write(out, "spliced", spliced.file());
            FingerprintCodec.write(out, "is", spliced.content());
            splices(out, spliced.splices());
        } else if (content instanceof Content.Repacked repacked) {
            PathText.write(out, "repacked", repacked.file());
            FingerprintCodec.write(out, "is", repacked.content());
            splices(out, repacked.splices());
        } else if (content instanceof Content.Relocated relocated) {
            PathText.write(out, "relocated", relocated.file());
            FingerprintCodec.write(out, "is", relocated.content());
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
            FingerprintCodec.write(out, "is", entry.content());
            out.writeNumberField("number", entry.number());
        } else if (content instanceof Content.Packed packed) {
            PathText.write(out, "packed", packed.manifest());
            PathText.write(out, "copies", packed.copies());
        } else if (content instanceof Content.Unpacked unpacked) {
            PathText.write(out, "unpacked", unpacked.archive());
            out.writeStringField("name", unpacked.name());
            FingerprintCodec.write(out, "is", unpacked.content());
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

    /** Where the bytes of a change come from; the inverse of {@link #write}. */
    static Content read(JsonNode change) {
        var node = change.get("content");
        if (node == null) return new Content.Unread();
        if (node.has("copyOf")) return new Content.CopyOf(PathText.read(node, "copyOf"), FingerprintCodec.file(node.required("is")));
        if (node.has("gathered")) return new Content.Gathered(PathText.read(node, "gathered"));
        if (node.has("entryOf")) return new Content.EntryOf(PathText.read(node, "entryOf"), FingerprintCodec.file(node.required("is")), node.required("number").intValue());
        if (node.has("packed")) return new Content.Packed(PathText.read(node, "packed"), PathText.read(node, "copies"));
        if (node.has("unpacked")) return new Content.Unpacked(PathText.read(node, "unpacked"), node.required("name").textValue(), FingerprintCodec.file(node.required("is")));
        if (node.has("spliced")) return new Content.Spliced(PathText.read(node, "spliced"), FingerprintCodec.file(node.required("is")), splices(node.required("splices")));
        if (node.has("repacked")) return new Content.Repacked(PathText.read(node, "repacked"), FingerprintCodec.file(node.required("is")), splices(node.required("splices")));
        if (node.has("relocated")) return new Content.Relocated(PathText.read(node, "relocated"), FingerprintCodec.file(node.required("is")), node.required("member").textValue(), relocation(node.required("renamings")));
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
}
