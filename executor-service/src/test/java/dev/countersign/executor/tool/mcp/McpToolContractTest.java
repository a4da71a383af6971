package dev.countersign.executor.tool.mcp;

import dev.countersign.executor.tool.ToolContractTest;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** MCP servers keep to what every source keeps to, over either transport. */
class McpToolContractTest {

    private abstract static class OverEither extends ToolContractTest {

        private final boolean http;

        OverEither(boolean http) {
            this.http = http;
        }

        @Override
        protected OtherSide open() {
            return McpTestbed.withContractTools(http, Map.of("json", JSON, "text", TEXT, "failure", FAILURE));
        }

        @Override
        protected Optional<Leaving> leaving(OtherSide otherSide) {
            McpTestbed testbed = (McpTestbed) otherSide;
            return Optional.of(new Leaving() {
                @Override
                public void leave() {
                    testbed.leave();
                }

                @Override
                public void comeBack() {
                    testbed.comeBack();
                }
            });
        }
    }

    @Nested
    class OverHttp extends OverEither {

        OverHttp() {
            super(true);
        }
    }

    @Nested
    class OverStdio extends OverEither {

        OverStdio() {
            super(false);
        }
    }
}
