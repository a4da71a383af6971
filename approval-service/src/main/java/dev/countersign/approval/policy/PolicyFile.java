package dev.countersign.approval.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.countersign.contract.json.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The policy as it is written down: YAML with {@code version: 1} and {@code rules}, of which there are none yet. */
public final class PolicyFile {

    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private record Content(int version, List<JsonNode> rules) {}

    private PolicyFile() {}

    /**
     * Reads the file.
     *
     * @throws PolicyFileException if there is none or it is not wholly understood
     */
    public static Policy load(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new PolicyFileException(file + " cannot be read", e);
        }
        try {
            check(file, YAML.readValue(bytes, Content.class));
        } catch (JsonProcessingException e) {
            throw new PolicyFileException(file + " is no policy: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new PolicyFileException(file + " cannot be read", e);
        }
        return new Policy(Digest.of(bytes));
    }

    private static void check(Path file, Content content) {
        if (content == null || content.rules() == null || content.version() != 1) {
            throw new PolicyFileException(file + " is no policy: it needs 'version: 1' and 'rules'");
        }
        if (!content.rules().isEmpty()) {
            throw new PolicyFileException(file + " has rules that this version does not understand");
        }
    }
}
