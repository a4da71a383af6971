package dev.countersign.contract.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.PublicEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The published description of the topics says what the topic table and the schemas say. */
class AsyncApiTest {
    private static final Path FOLDER = Path.of("../docs/protocol");

    private final JsonNode document = new YAMLMapper().readTree(FOLDER.resolve("asyncapi.yaml"));

    @Test
    void shouldBeAsyncApi3() {
        assertThat(document.get("asyncapi").stringValue()).startsWith("3.0");
    }

    @Test
    void shouldHaveOneChannelForEachPublicTopic() {
        assertThat(names(document.get("channels")))
                .isEqualTo(Arrays.stream(PublicEvent.values())
                        .map(event -> event.topic().topicName())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveTheEventOnItsTopic(PublicEvent event) {
        JsonNode channel = document.get("channels").get(event.topic().topicName());
        JsonNode message = document.get("components").get("messages").get(event.fileName());

        assertThat(channel.at("/messages/" + event.fileName() + "/$ref").stringValue())
                .isEqualTo("#/components/messages/" + event.fileName());
        assertThat(message.get("name").stringValue())
                .isEqualTo(event.eventType().typeName());
        Path schema = FOLDER.resolve(message.at("/payload/schema/$ref").stringValue());
        assertThat(schema).isRegularFile();
        assertThat(schema).content().isEqualTo(event.schemaText());
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveTheTopicsSettings(PublicEvent event) {
        Topic topic = event.topic();
        JsonNode channel = document.get("channels").get(topic.topicName());
        JsonNode binding = channel.at("/bindings/kafka");
        JsonNode settings = binding.get("topicConfiguration");

        assertThat(channel.get("address").stringValue()).isEqualTo(topic.topicName());
        assertThat(binding.get("partitions").intValue()).isEqualTo(Topic.PARTITIONS);
        assertThat(settings.get("cleanup.policy").get(0).stringValue())
                .isEqualTo(topic.settings().get("cleanup.policy"));
        assertThat(settings.path("retention.ms").asString(""))
                .isEqualTo(topic.settings().getOrDefault("retention.ms", ""));
        assertThat(settings.get("max.message.bytes").asString())
                .isEqualTo(topic.settings().get("max.message.bytes"));
        assertThat(channel.get("messages").size()).isEqualTo((int) Arrays.stream(PublicEvent.values())
                .filter(other -> other.topic() == topic)
                .count());
    }

    @Test
    void shouldHaveOneOperationForEachChannel() {
        assertThat(document.get("operations")
                        .valueStream()
                        .map(operation ->
                                operation.at("/channel/$ref").stringValue().replace("#/channels/", "")))
                .containsExactlyInAnyOrderElementsOf(names(document.get("channels")));
        assertThat(document.get("operations").valueStream())
                .allSatisfy(operation -> assertThat(operation.get("action").stringValue())
                        .isEqualTo(
                                List.of("#/channels/prompts", "#/channels/tool-requests")
                                                .contains(operation
                                                        .at("/channel/$ref")
                                                        .stringValue())
                                        ? "receive"
                                        : "send"));
    }

    @Test
    void shouldPublishTheExamplesThatTheTextShows() throws Exception {
        String text = Files.readString(FOLDER.resolve("README.md"));

        for (PublicEvent event : PublicEvent.values()) {
            assertThat(text).as(event.fileName()).contains(event.golden());
        }
        for (Topic topic : Topic.values()) {
            boolean isPublic = names(document.get("channels")).contains(topic.topicName());
            assertThat(text.contains("`" + topic.topicName() + "`"))
                    .as(topic.topicName())
                    .isEqualTo(isPublic);
        }
    }

    private static Set<String> names(JsonNode object) {
        return new TreeSet<>(object.propertyNames());
    }
}
