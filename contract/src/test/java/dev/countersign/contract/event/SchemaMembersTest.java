package dev.countersign.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.json.CanonicalJson;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The schemas and the records name the same members, in the same order, the same ones required, each with a sentence. */
class SchemaMembersTest {
    @ParameterizedTest
    @EnumSource
    void shouldNameWhatTheRecordNames(PublicEvent event) {
        JsonNode schema = event.schemaTree();

        assertThat(schema.get("$schema").textValue()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.get("$id").textValue()).isEqualTo("urn:countersign:" + event.fileName() + ".v1");
        assertSame(event.fileName(), schema, event.type(), event.isClosed());
    }

    private static void assertSame(String where, JsonNode schema, Class<?> record, boolean closed) {
        RecordComponent[] components = record.getRecordComponents();
        assertThat(schema.get("properties").fieldNames())
                .toIterable()
                .as(where)
                .containsExactlyElementsOf(
                        Arrays.stream(components).map(RecordComponent::getName).toList());
        assertThat(schema.get("additionalProperties").booleanValue()).as(where).isEqualTo(!closed);
        assertThat(schema.path("required").valueStream().map(JsonNode::textValue))
                .as(where)
                .containsExactlyElementsOf(Arrays.stream(components)
                        .filter(component -> component.getType() != Optional.class)
                        .map(RecordComponent::getName)
                        .toList());
        for (RecordComponent component : components) {
            String path = where + "." + component.getName();
            JsonNode member = schema.get("properties").get(component.getName());
            assertSentence(path, member);
            descend(path, member, component.getGenericType(), closed);
        }
    }

    private static void descend(String path, JsonNode member, Type type, boolean closed) {
        switch (type) {
            case ParameterizedType optional
            when optional.getRawType() == Optional.class ->
                descend(path, member, optional.getActualTypeArguments()[0], closed);
            case ParameterizedType list
            when list.getRawType() == List.class -> {
                assertSentence(path + "[]", member.get("items"));
                descend(path + "[]", member.get("items"), list.getActualTypeArguments()[0], closed);
            }
            case Class<?> record when isObject(record) -> assertSame(path, member, record, closed);
            default -> assertThat(member.has("properties")).as(path).isFalse();
        }
    }

    private static boolean isObject(Class<?> type) {
        return type.isRecord()
                && type != CanonicalJson.class
                && type.getPackage().equals(PublicEvent.class.getPackage());
    }

    private static void assertSentence(String path, JsonNode member) {
        assertThat(member.path("description").asText()).as(path).matches("[A-Z].{12,}\\.");
    }
}
