package dev.countersign.executor.tool.method;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.tool.IdempotencyKey;
import dev.countersign.executor.tool.PassingFailureException;
import dev.countersign.executor.tool.ToolContractTest;
import dev.countersign.executor.tool.ToolSource;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Java methods keep what every source of tools keeps. */
class MethodToolContractTest extends ToolContractTest {

    @Override
    protected OtherSide open() {
        return new Methods();
    }

    record Deep(BigInteger digits, String text) {}

    record Nested(Deep deep) {}

    static final class Methods implements OtherSide {

        private final List<Noted> noted = new CopyOnWriteArrayList<>();
        private final CountDownLatch never = new CountDownLatch(1);
        private volatile boolean hanging;
        private volatile boolean givenUp;

        @Override
        public ToolSource source() {
            return new MethodTools(List.of(new MethodTools.Owner(this, Methods.class)));
        }

        @Override
        public List<Noted> noted() {
            return noted;
        }

        @Override
        public boolean hanging() {
            return hanging;
        }

        @Override
        public boolean givenUp() {
            return givenUp;
        }

        @Override
        public void close() {}

        @Tool(NOTE_DESCRIPTION)
        void note(
                BigInteger whole,
                BigDecimal number,
                String text,
                List<String> items,
                Nested nested,
                @P(name = "absent", value = "", required = false) Optional<String> absent,
                IdempotencyKey key) {
            Map<String, Object> arguments = new LinkedHashMap<>(
                    Map.of("whole", whole, "number", number, "text", text, "items", items, "nested", nested));
            absent.ifPresent(value -> arguments.put("absent", value));
            noted.add(new Noted(CanonicalJson.ofValue(arguments), key.toString()));
        }

        @Tool
        CanonicalJson give_json() {
            return json(JSON);
        }

        @Tool
        String give_text() {
            return TEXT;
        }

        @Tool
        String give_long() {
            return "€".repeat(LONG_LENGTH);
        }

        @Tool
        byte[] give_binary() {
            return new byte[] {(byte) 0x89, 'P', 'N', 'G'};
        }

        @Tool
        void fail() {
            throw new IllegalStateException(FAILURE);
        }

        @Tool
        void fail_in_passing() throws IOException {
            throw new IOException("the disk is full");
        }

        @Tool
        void fail_unclear() throws PassingFailureException {
            throw PassingFailureException.unclear("the database went away at commit");
        }

        @Tool
        void hang() throws InterruptedException {
            hanging = true;
            try {
                never.await();
            } catch (InterruptedException e) {
                givenUp = true;
                throw e;
            }
        }
    }
}
