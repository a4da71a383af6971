package dev.countersign.local.terminal;

import dev.countersign.contract.id.CallKey;
import java.io.PrintStream;
import java.util.List;

/** Calls that were let go before a change and have no result: what the change can no longer stop. */
record Unfinished(int count, List<CallKey> calls) {

    Unfinished {
        calls = List.copyOf(calls);
    }

    void print(PrintStream out) {
        if (count == 0) {
            return;
        }
        out.printf("Let go before, without a result yet, and not recalled: %d%n", count);
        calls.forEach(call -> out.println("  " + call));
        if (count > calls.size()) {
            out.printf("  and %d more%n", count - calls.size());
        }
    }
}
