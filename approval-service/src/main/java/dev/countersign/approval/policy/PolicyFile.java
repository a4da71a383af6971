package dev.countersign.approval.policy;

import dev.countersign.contract.json.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The policy as it is written down: YAML with {@code version: 1} and {@code rules}. */
public final class PolicyFile {

    /** The largest file, in bytes. */
    public static final int MAX_BYTES = 256 * 1024;

    private PolicyFile() {}

    /**
     * Reads the file.
     *
     * @throws PolicyFileException if there is none or it is not wholly understood
     */
    public static Policy load(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(in.readNBytes(MAX_BYTES + 1), file.toString());
        } catch (IOException e) {
            throw new PolicyFileException(file.toString(), e);
        }
    }

    /**
     * Reads the bytes of a file.
     *
     * @param name what messages call it
     * @throws PolicyFileException if they are not wholly understood
     */
    public static Policy parse(byte[] bytes, String name) {
        Problems problems = new Problems();
        String text = text(bytes, problems);
        Optional<PolicyReader.Content> content = problems.any()
                ? Optional.empty()
                : new YamlReader(text, problems).read().map(new PolicyReader(problems)::read);
        if (problems.any()) {
            throw new PolicyFileException(name, problems.list());
        }
        return content.map(it -> new Policy(Digest.of(bytes), text, it.defaults(), it.rules()))
                .orElseThrow(
                        () -> new PolicyFileException(name, List.of(PolicyProblem.at(Place.START, "it is empty"))));
    }

    private static String text(byte[] bytes, Problems problems) {
        if (bytes.length > MAX_BYTES) {
            problems.add(Place.START, "the file has more than " + MAX_BYTES / 1024 + " KiB: make it smaller");
            return "";
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            problems.add(Place.START, "the file is not UTF-8: save it as that");
            return "";
        }
    }
}
