package dev.countersign.executor.execution;

import dev.countersign.contract.signing.SigningKey;
import dev.countersign.executor.tool.ToolRegistry;
import dev.countersign.local.trust.KeyPairs;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Tests in which a gate approves calls of the test tools, in a conversation for each. */
abstract class ApprovedOnABroker extends OnABroker {

    @TempDir
    Path dir;

    ToolRegistry tools;
    Gate gate;
    String conversation;

    @BeforeEach
    void offer(TestInfo test) {
        conversation = test.getTestMethod().orElseThrow().getName();
        tools = TestTools.registry(dir);
        gate = new Gate(SigningKey.load(keys.gate(), KeyPairs.GATE_KID), tools);
    }
}
