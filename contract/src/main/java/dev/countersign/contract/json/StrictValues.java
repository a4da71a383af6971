package dev.countersign.contract.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.ReferenceType;
import dev.countersign.contract.json.UnreadableException.Reason;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Texts, instants and durations as the protocol has them, and nothing that Jackson would take in their place: no numbers
 * for times, no empty string for nothing, no string that cannot be written as UTF-8.
 */
final class StrictValues extends SimpleModule {
    private static final long serialVersionUID = 1L;

    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    StrictValues() {
        super("countersign-strict-values");
        addDeserializer(String.class, new Text<>(String.class, text -> text));
        addDeserializer(Instant.class, new Text<>(Instant.class, StrictValues::instant));
        addDeserializer(Duration.class, new Text<>(Duration.class, StrictValues::duration));
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.setMixInAnnotations(CanonicalJson.class, CanonicalJsonDeserializer.InCodec.class);
        context.addBeanDeserializerModifier(new StrictEnums());
        context.addDeserializers(new Deserializers.Base() {
            @Override
            public @Nullable JsonDeserializer<?> findReferenceDeserializer(
                    ReferenceType type,
                    DeserializationConfig config,
                    BeanDescription description,
                    @Nullable TypeDeserializer typed,
                    @Nullable JsonDeserializer<?> content) {
                return type.getContentType().hasRawClass(CanonicalJson.class)
                        ? new CanonicalJsonDeserializer.OfOptional()
                        : null;
            }
        });
    }

    private static Instant instant(String text) {
        try {
            if (RFC_3339.matcher(text).matches()) {
                Instant instant = OffsetDateTime.parse(text).toInstant();
                if (!instant.isBefore(FIRST) && !instant.isAfter(LAST)) {
                    return instant;
                }
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no such date or time of day", e);
        }
        throw new IllegalArgumentException("an instant is written as RFC 3339 has it, in UTC: 2026-11-23T12:00:00Z");
    }

    /** One text for each duration, so that whoever digests a value in another language comes to the same text. */
    private static Duration duration(String text) {
        try {
            Duration duration = Duration.parse(text);
            if (duration.toString().equals(text)) {
                return duration;
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a duration is written as ISO 8601 has it: PT30S", e);
        }
        throw new IllegalArgumentException("a duration is written in its shortest form, hours the largest: PT1M30S");
    }

    /** What a text stands for; says in an {@link IllegalArgumentException} what is wrong with it. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(String text);
    }

    private static final class Text<T> extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Reading<T> reading;

        Text(Class<T> type, Reading<T> reading) {
            super(type);
            this.reading = reading;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                throw new JsonMappingException(parser, "", new IllegalArgumentException("a text is expected"));
            }
            String text = parser.getText();
            if (!CanonicalWriter.isUnicode(text)) {
                throw new JsonMappingException(
                        parser, "", new UnreadableException(Reason.NOT_UTF8, "a text holds a lone surrogate"));
            }
            try {
                return reading.of(text);
            } catch (IllegalArgumentException e) {
                throw new JsonMappingException(parser, "", e);
            }
        }
    }
}
