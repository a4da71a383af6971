package dev.countersign.contract.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads any JSON value with every digit, whichever mapper asks. */
class CanonicalJsonDeserializer extends StdDeserializer<CanonicalJson> {
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

    /** For the codec: a member that is {@code null} is a value, one that is missing is not. */
    static final class NullIsValue extends CanonicalJsonDeserializer {
        private static final long serialVersionUID = 1L;

        @Override
        public CanonicalJson getNullValue(DeserializationContext context) {
            return CanonicalJson.NULL;
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }
    }

    /** What the codec puts in the place of {@link CanonicalJson}'s own annotation. */
    @JsonDeserialize(using = NullIsValue.class)
    interface InCodec {}

    /** The same for a member that may be missing: {@code null} is a value, too. */
    static final class OfOptional extends StdDeserializer<Optional<CanonicalJson>> {
        private static final long serialVersionUID = 1L;

        private final CanonicalJsonDeserializer value = new CanonicalJsonDeserializer();

        OfOptional() {
            super(Optional.class);
        }

        @Override
        public Optional<CanonicalJson> deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            return Optional.of(value.deserialize(parser, context));
        }

        @Override
        public Optional<CanonicalJson> getNullValue(DeserializationContext context) {
            return Optional.of(CanonicalJson.NULL);
        }

        @Override
        public Optional<CanonicalJson> getAbsentValue(DeserializationContext context) {
            return Optional.empty();
        }
    }
}
