package dev.countersign.contract.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

class CanonicalJsonProperties {
    private static final ObjectMapper OTHER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    @Provide
    Arbitrary<JsonTexts> values() {
        return JsonTexts.nested(3);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
    void shouldBeItsOwnCanonicalForm(@ForAll("values") JsonTexts value) throws Exception {
        CanonicalJson once = CanonicalJson.parse(value.text());

        assertThat(CanonicalJson.parse(once.text())).isEqualTo(once);
        assertThat(JsonCodec.writeText(once)).isEqualTo(once.text());
        assertThat(CanonicalJson.parse(JsonCodec.indented(once))).isEqualTo(once);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
    void shouldKeepEveryValue(@ForAll("values") JsonTexts value) throws Exception {
        JsonNode before = OTHER.readTree(value.text());
        JsonNode after = OTHER.readTree(CanonicalJson.parse(value.text()).text());

        assertThat(before.equals(CanonicalJsonProperties::compare, after)).isTrue();
    }

    @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
    void shouldNotDependOnOrder(@ForAll("values") JsonTexts value, @ForAll long seed) throws Exception {
        JsonTexts shuffled = shuffle(value, new Random(seed));

        assertThat(CanonicalJson.parse(shuffled.text())).isEqualTo(CanonicalJson.parse(value.text()));
    }

    private static int compare(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    private static JsonTexts shuffle(JsonTexts value, Random random) {
        return switch (value) {
            case JsonTexts.Scalar scalar -> scalar;
            case JsonTexts.Array array ->
                new JsonTexts.Array(array.elements().stream()
                        .map(element -> shuffle(element, random))
                        .toList());
            case JsonTexts.Members members -> {
                List<Map.Entry<String, JsonTexts>> entries =
                        new ArrayList<>(members.members().entrySet());
                Collections.shuffle(entries, random);
                yield new JsonTexts.Members(entries.stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> shuffle(entry.getValue(), random),
                                (first, second) -> first,
                                LinkedHashMap::new)));
            }
        };
    }
}
