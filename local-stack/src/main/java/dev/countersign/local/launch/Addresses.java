package dev.countersign.local.launch;

import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.local.trust.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;

/**
 * Where a running stack is reached, written into its data folder for the terminal client.
 *
 * @param pid the process that runs the stack
 */
public record Addresses(String bootstrapServers, String approvalUrl, long pid) {

    /**
     * The addresses of the stack that runs on a data folder.
     *
     * @throws IllegalStateException when none does
     */
    public static Addresses read(DataDir data) {
        try {
            Addresses found = JsonCodec.read(Files.readAllBytes(data.addresses()), Addresses.class);
            if (ProcessHandle.of(found.pid()).isPresent()) {
                return found;
            }
        } catch (IOException absent) {
            // Said below: for the reader there is no difference.
        } catch (UnreadableException broken) {
            throw new IllegalStateException("%s: %s".formatted(data.addresses(), broken.getMessage()), broken);
        }
        throw new IllegalStateException(
                "no stack is running on %s; start one with ./countersign up".formatted(data.root()));
    }

    void write(DataDir data) {
        PrivateFiles.write(data.addresses(), JsonCodec.write(this));
    }
}
