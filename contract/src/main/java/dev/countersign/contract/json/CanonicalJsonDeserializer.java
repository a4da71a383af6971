package dev.countersign.contract.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;

/** Reads any JSON value, {@code null} among them, with every digit, whichever mapper asks. */
final class CanonicalJsonDeserializer extends StdDeserializer<CanonicalJson> {
    private static final long serialVersionUID = 1L;

    CanonicalJsonDeserializer() {
        super(CanonicalJson.class);
    }

    @Override
    public CanonicalJson deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        try {
            return CanonicalJson.of(JsonCodec.readTree(parser));
        } catch (UnreadableException e) {
            throw new JsonMappingException(parser, "", e);
        }
    }

    @Override
    public CanonicalJson getNullValue(DeserializationContext context) {
        return CanonicalJson.NULL;
    }
}
